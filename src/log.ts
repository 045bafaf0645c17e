import { pino, type DestinationStream, type Logger } from 'pino'

/**
 * One line a request, made of an allow-list of fields. Never tokens, names, ids of patients, users or orders, free
 * text or bodies: what is not in this list does not reach the log.
 */
export interface RequestLine {
  readonly requestId: string
  readonly method: string
  readonly route: string
  readonly status: number
  readonly ms: number
  readonly client?: string
  readonly service?: string
  readonly hook?: string
  readonly outcome?: string
  readonly because?: string
  readonly row?: string
  readonly contentVersion?: string
  readonly failure?: string
  readonly missing?: readonly string[]
  readonly reads?: number
  readonly strangers?: number
}

/** What of an error may be written down: its kind and where it was thrown. Messages may quote bodies or tokens. */
export function errorLine(error: unknown): {
  readonly kind: string
  readonly code?: string
  readonly at: readonly string[]
} {
  const { name, code, stack } =
    error instanceof Error
      ? (error as Error & { code?: unknown })
      : { name: typeof error, code: undefined, stack: undefined }
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    kind: /^[\w.]{1,64}$/.test(name) ? name : 'Error',
    ...(typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? { code } : {}),
    at: frames.slice(0, 12).map((line) => line.trim().replace(/\?[^:]*(?=:)/, '')),
  }
}

export const makeLogger = (level: string, destination?: DestinationStream): Logger =>
  pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: errorLine, error: errorLine } },
    ...(destination === undefined ? [] : [destination]),
  )

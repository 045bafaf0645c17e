import type { FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import { failure } from '../errors.ts'
import type { Caller } from './caller.ts'

export interface AdmissionOptions {
  /** Tells who calls, at once where nobody has to be asked. @throws Failure UNAUTHENTICATED or OVERLOADED */
  readonly identify: (request: FastifyRequest) => Caller | Promise<Caller>
  /** Whether there is a service of this id. */
  readonly offers: (id: string) => boolean
}

type Admission = (
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: unknown,
  done: HookHandlerDoneFunction,
) => Promise<void> | undefined

/** Who calls, on a route behind `admission`. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw failure('INTERNAL')
  return caller
}

/** The hook that lets in who may ask the service in the path, and names the caller for all that follows. */
export function admission({ identify, offers }: AdmissionOptions): Admission {
  return (request, _reply, done) => {
    const { id } = request.params
    const admit = (caller: Caller): void => {
      request.caller = caller
      if (!offers(id)) throw failure('SERVICE_UNKNOWN')
      if (caller.services?.includes(id) === false) throw failure('FORBIDDEN')
    }
    const caller = identify(request)
    // A promise would cost as much as all the rest of an open call's admission.
    if (caller instanceof Promise) return caller.then(admit)
    admit(caller)
    done()
    return undefined
  }
}

import { hash } from 'node:crypto'
import type { Caller } from '../security/caller.ts'

interface SilentQuestion {
  readonly caller: Pick<Caller, 'id' | 'silent' | 'silentServices'>
  readonly service: string
  readonly patient: string
  readonly encounter?: string
  /** The service's share, 0 to 1, used where the client has none of its own. */
  readonly share: number
}

/**
 * Whether a card is decided and recorded, but not shown. A share is one of encounters (of patients where no encounter
 * is known): the same encounter gets the same answer at every hook, on every replica and after a restart.
 */
export function isSilenced({ caller, service, patient, encounter, share }: SilentQuestion): boolean {
  if (caller.silentServices?.includes(service) === true) return true
  const silent = caller.silent ?? share
  if (silent <= 0) return false
  return hash('sha256', `${caller.id}\n${encounter ?? patient}`, 'buffer').readUInt32BE(0) / 2 ** 32 < silent
}

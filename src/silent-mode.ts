import { createHash } from 'node:crypto'
import type { HookContext } from '../hooks/hook.ts'
import type { Caller } from './security/caller.ts'

/** A number in [0, 1) that is the same for one encounter (or, without one, one patient) in every call and replica. */
function shareOf(context: HookContext): number {
  const key = context.encounterId ?? context.patientId
  return (
    createHash('sha256')
      .update(key.replace(/^\w+\//, ''))
      .digest()
      .readUInt32BE(0) /
    2 ** 32
  )
}

/** Silent mode: the decision is made and recorded as "would have fired", and no card is answered. */
export function isSilenced(caller: Caller, service: string, context: HookContext, share: number): boolean {
  if (caller.silentServices?.includes(service) === true) return true
  const wanted = caller.silent ?? share
  return wanted > 0 && shareOf(context) < wanted
}

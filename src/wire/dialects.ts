import type { Speaks } from '../../cards/guidance.ts'
import type { Caller } from '../security/caller.ts'
import { wireCard, type Issued, type WireContext } from './card.ts'

/** One decision, shaped for the client that asked. */
export function shape(decision: Speaks, _caller: Caller, context: WireContext): Issued {
  return wireCard(decision.card, context)
}

import { orderSelect } from './order-select.ts'
import { orderSign } from './order-sign.ts'

export type { DraftEntry, Hook, HookContext } from './hook.ts'

/** The hooks this service answers, by name. */
export const hooks = { 'order-select': orderSelect, 'order-sign': orderSign } as const

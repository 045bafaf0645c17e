import { orderSelect } from './order-select.ts'
import { orderSign } from './order-sign.ts'

/** The hooks this service answers, by name. */
export const hooks = { 'order-select': orderSelect, 'order-sign': orderSign } as const

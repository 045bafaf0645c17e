import { draftEntries, orderContext } from './drafts.ts'
import type { Hook } from './hook.ts'

const openStatuses = ['draft']

/**
 * The clinician has chosen one or more orders and is still filling them in.
 * @see {@link https://cds-hooks.hl7.org/hooks/order-select/STU1/order-select/}
 */
export const orderSelect: Hook<'order-select'> = {
  name: 'order-select',
  version: '1.0',
  contextSchema: {
    type: 'object',
    required: ['userId', 'patientId', 'selections', 'draftOrders'],
    properties: { ...orderContext, selections: { type: ['array', 'string'], items: { type: 'string' } } },
  },
  drafts: (context, fhirServer) => draftEntries(context, fhirServer, openStatuses, context.selections ?? []),
}

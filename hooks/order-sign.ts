import { draftEntries, orderContext } from './drafts.ts'
import type { Hook } from './hook.ts'

const openStatuses = ['draft', 'active', 'on-hold']

/**
 * The clinician is about to sign. All drafts are up for review, revised orders (active, on-hold) among them.
 * @see {@link https://cds-hooks.hl7.org/hooks/order-sign/STU1/order-sign/}
 */
export const orderSign: Hook<'order-sign'> = {
  name: 'order-sign',
  version: '1.0',
  contextSchema: {
    type: 'object',
    required: ['userId', 'patientId', 'draftOrders'],
    properties: orderContext,
  },
  drafts: (context, fhirServer) => draftEntries(context, fhirServer, openStatuses),
}

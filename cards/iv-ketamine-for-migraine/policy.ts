/** What a site may tune. Everything else of the decision is fixed. */
export interface Policy {
  /** Switches the recommendation off without a redeploy. */
  readonly enabled: boolean
  /** Whether intraosseous counts as intravenous. */
  readonly io: 'iv' | 'non-iv'
  /** Whether abdominal migraine counts as migraine headache. */
  readonly abdominalMigraine: 'migraine' | 'not-migraine'
  /** What migraine on the problem list alone leads to. */
  readonly chartOnly: 'info' | 'sign-only' | 'silent'
  /** Hours for which an override in the same encounter keeps the card away; 0 switches that off. */
  readonly quietHours: number
  /** Aspirin alone has a strength but no sourced one-click dose: text, unless a site opts in. */
  readonly aspirin: 'text-only' | 'offer'
  /** Exclusions that rest on recall or local policy, by rule id. Verified exclusions are not in this list. */
  readonly rules: Readonly<Record<string, 'on' | 'off'>>
}

/** JSON Schema of a site's policies, with defaults. `switchable` are the ids of the rules a site may switch off. */
export const policySchema = (switchable: readonly string[]): Readonly<Record<string, unknown>> => ({
  type: 'object',
  additionalProperties: false,
  properties: {
    enabled: { type: 'boolean', default: true },
    io: { enum: ['iv', 'non-iv'], default: 'non-iv' },
    abdominalMigraine: { enum: ['migraine', 'not-migraine'], default: 'not-migraine' },
    chartOnly: { enum: ['info', 'sign-only', 'silent'], default: 'info' },
    quietHours: { type: 'number', minimum: 0, maximum: 720, default: 24 },
    aspirin: { enum: ['text-only', 'offer'], default: 'text-only' },
    rules: {
      type: 'object',
      default: {},
      // By name, so that the message for a rule that is fixed, or misspelled, tells which are not.
      propertyNames: { enum: switchable },
      additionalProperties: { enum: ['on', 'off'] },
    },
  },
})

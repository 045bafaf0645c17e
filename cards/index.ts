import type { Guidance } from './guidance.ts'
import { ivKetamineForMigraine } from './iv-ketamine-for-migraine/index.ts'

/** The published recommendations. What is served is a line in this list. */
export const cards: readonly Guidance[] = [ivKetamineForMigraine]

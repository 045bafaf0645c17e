import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Guidance } from '../cards/guidance.ts'
import type { Config } from './config.ts'
import { Policies } from './policies.ts'
import type { CdsOptions } from './routes/cds-services.ts'
import { Services } from './services.ts'

/** What the parts are made with. */
export interface Workbench {
  readonly cards: readonly Guidance[]
  readonly now: () => Date
  readonly randomUUID: () => string
  readonly logger: Logger
}

/** The parts of the running service that others hold on to. */
export interface Parts {
  readonly cds: CdsOptions
  /** Re-reads the files a site may change (policies, clients). A bad file keeps the old one, and the log says so. */
  reload(): Promise<void>
}

/** Puts the parts together. The only place that knows them all. */
export async function compose(_app: FastifyInstance, config: Config, bench: Workbench): Promise<Parts> {
  const { cards, now, randomUUID, logger } = bench
  const policies = new Policies(cards)
  await policies.load(config.POLICIES)
  const services = new Services(cards, config.SERVICE_IDS)
  throw new Error('not yet composed' + String(services) + String(now) + String(randomUUID) + String(logger))
}

// The parts of prom-client's `collectDefaultMetrics`, which has no types for them.
declare module 'prom-client/lib/metrics/*.js' {
  import type { Registry } from 'prom-client'

  export default function collect(registry: Registry, options: { readonly eventLoopMonitoringPrecision: number }): void
}

import { collectDefaultMetrics, Registry } from 'prom-client'

/** With an escaping scheme, like `github.com/prometheus/common/expfmt`. */
export const METRICS_TYPE = `${Registry.PROMETHEUS_CONTENT_TYPE}; escaping=underscores`

let ofProcess: Registry | undefined

/** Shared by all servers of the process: prom-client never ends observers of default metrics. */
export const processMetrics = (): Registry => {
  if (ofProcess === undefined) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

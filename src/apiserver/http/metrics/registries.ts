import { collectDefaultMetrics, Registry } from 'prom-client'

/** With an escaping scheme, like `github.com/prometheus/common/expfmt`. */
export const METRICS_TYPE = `${Registry.PROMETHEUS_CONTENT_TYPE}; escaping=underscores`

let ofProcess: Registry | undefined

/** Shared by all servers of the process: each set of metrics has observers that never end. */
export const processMetrics = (): Registry => {
  if (ofProcess === undefined) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

import { collectDefaultMetrics, Registry } from 'prom-client'

/** Content type with an escaping scheme, like `github.com/prometheus/common/expfmt`. */
export const METRICS_TYPE = `${Registry.PROMETHEUS_CONTENT_TYPE}; escaping=underscores`

let ofProcess: Registry | undefined

/**
 * Returns the metrics of the process, shared by its servers: each set has an observer and a timer
 * that never end. Made on first use.
 */
export const processMetrics = (): Registry => {
  if (ofProcess === undefined) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

/** Metrics in the text format of Prometheus. */
import { type Metric as PromMetric, Registry } from 'prom-client'
import type { Metric } from './metric.ts'

/** How names are escaped that are more than Prometheus once took (`github.com/prometheus/common/expfmt`). */
const ESCAPING = 'escaping=underscores'

/** The media type of the text. */
export const metricsType = (): string => `${Registry.PROMETHEUS_CONTENT_TYPE}; ${ESCAPING}`

/** Returns the lines of one metric, without a line break at the end. */
export const metricText = (metric: Metric): Promise<string> => {
  const registry = new Registry()
  const { name, help, type } = metric
  // what a Registry needs of a metric
  const written = { name, get: async () => ({ name, help, type, values: metric.samples() }) }
  registry.registerMetric(written as unknown as PromMetric)
  return registry.getSingleMetricAsString(name)
}

/** Registries of prom-client, and their text. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'

/** `github.com/prometheus/common/expfmt` names how it escapes names that Prometheus once refused. */
export const METRICS_TYPE = `${Registry.PROMETHEUS_CONTENT_TYPE}; escaping=underscores`

/** One series of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Adds a metric whose samples are read when somebody asks for the metrics. */
export const addRead = (
  registry: Registry,
  type: 'counter' | 'gauge',
  name: string,
  help: string,
  labelNames: readonly string[],
  samples: () => readonly Sample[],
): void => {
  const Metric = type === 'counter' ? Counter : Gauge
  const metric = new Metric({
    name,
    help,
    labelNames,
    registers: [registry],
    collect: () => {
      metric.reset()
      for (const { labels, value } of samples()) metric.inc(labels, value)
    },
  })
}

let ofProcess: Registry | undefined

/**
 * Metrics of the process, once for all servers in it: each set has a garbage collection observer and a
 * timer that nothing ends. Made at the first call, since observing costs something.
 */
export const processMetrics = (): Registry => {
  if (ofProcess === undefined) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

/** The text of all metrics, sorted by name as Go's client library does; `turn` is awaited after each. */
export const textOf = async (
  registries: readonly Registry[],
  turn: () => Promise<void>,
): Promise<string> => {
  const named = registries.flatMap((registry) =>
    registry.getMetricsAsArray().map(({ name }) => ({ name, registry })),
  )
  const texts: string[] = []
  for (const { name, registry } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    texts.push(await registry.getSingleMetricAsString(name))
    await turn()
  }
  return `${texts.join('\n\n')}\n`
}

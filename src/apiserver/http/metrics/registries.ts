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

/** Renders metrics sorted by name, like Go's client; awaits `turn` after each. */
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

/** `/metrics`, with the names of kube-apiserver (`k8s.io/apiserver/pkg/endpoints/metrics`). */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Turns } from '../../../apimachinery/turns.ts'
import type { RequestInfo } from '../request-info.ts'
import type { Catalogue } from '../served.ts'
import type { VersionInfo } from '../version.ts'
import { requestLabels } from './metrics-series.ts'
import { processMetrics } from './registries.ts'
import { requestMetrics } from './request-metrics.ts'

const HOUR = 60 * 60
const DAY = 24 * HOUR
const LIFETIMES = [
  0,
  HOUR / 2,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  4 * DAY,
  7 * DAY,
  30 * DAY,
  90 * DAY,
  180 * DAY,
  360 * DAY,
]

interface MetricsParts {
  readonly catalogue: Catalogue
  readonly version: VersionInfo
  /** monotonic time in milliseconds */
  readonly stopwatch: () => number
  readonly turns: Turns
}

const addObjects = (registry: Registry, { resources }: Catalogue): void => {
  const objects = new Gauge({
    name: 'apiserver_resource_objects',
    help: 'Stored objects.',
    labelNames: ['group', 'resource'],
    registers: [registry],
    collect: () => {
      for (const { registry: of } of resources)
        objects.set({ group: of.resource.group, resource: of.resource.resource }, of.size)
    },
  })
}

const addBuildInfo = (registry: Registry, version: VersionInfo): void => {
  const labels = {
    major: version.major,
    minor: version.minor,
    git_version: version.gitVersion,
    git_commit: version.gitCommit,
    git_tree_state: version.gitTreeState,
    build_date: version.buildDate,
    go_version: version.goVersion,
    compiler: version.compiler,
    platform: version.platform,
  }
  new Gauge({
    name: 'kubernetes_build_info',
    help: 'The version of the server.',
    labelNames: Object.keys(labels),
    registers: [registry],
  }).set(labels, 1)
}

export const metricsOf = ({ catalogue, version, stopwatch, turns }: MetricsParts) => {
  const registry = new Registry()
  const registers = [registry]
  const beginRequest = requestMetrics(registry)
  const certificates = new Histogram({
    name: 'apiserver_client_certificate_expiration_seconds',
    help: 'Remaining validity of the client certificates of requests.',
    buckets: LIFETIMES,
    registers,
  })
  /** counts since the metrics were last read */
  const authentications = { success: 0, failure: 0 }
  const attempts: Counter = new Counter({
    name: 'authentication_attempts',
    help: 'Authentications by result.',
    labelNames: ['result'],
    registers,
    collect: () => {
      for (const [result, count] of Object.entries(authentications))
        if (count > 0) attempts.inc({ result }, count)
      Object.assign(authentications, { success: 0, failure: 0 })
    },
  })
  addObjects(registry, catalogue)
  addBuildInfo(registry, version)

  return {
    stopwatch,

    /** Renders one metric per event-loop round, since a busy server has thousands of series. */
    text: async (): Promise<string> => {
      const named = [registry, processMetrics()].flatMap((registry) =>
        registry.getMetricsAsArray().map(({ name }) => ({ name, registry })),
      )
      const texts: string[] = []
      for (const { name, registry } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        texts.push(await registry.getSingleMetricAsString(name))
        await turns.next()
      }
      return `${texts.join('\n\n')}\n`
    },

    /** Counts a request in flight; the returned function counts its answer. */
    begin: (info: RequestInfo, mediaType: string): ((code: number) => void) => {
      const labels = requestLabels(info, mediaType, catalogue)
      const dryRun = info.query.getAll('dryRun').includes('All') ? 'All' : ''
      return beginRequest(labels, dryRun, stopwatch)
    },

    /** `certificateSeconds`: remaining life of the client certificate, if there is one. */
    authenticated: (success: boolean, certificateSeconds: number | undefined): void => {
      authentications[success ? 'success' : 'failure']++
      if (success && certificateSeconds !== undefined) certificates.observe(certificateSeconds)
    },
  }
}

export type Metrics = ReturnType<typeof metricsOf>

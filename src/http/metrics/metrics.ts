/** `/metrics` and `/metrics/slis` under the names that dashboards of a real cluster use (`k8s.io/apiserver/pkg/endpoints/metrics`). */
import { groupResourceText } from '../../api/meta.ts'
import type { Turns } from '../../api/turns.ts'
import type { RequestInfo } from '../request-info.ts'
import type { Catalogue } from '../served.ts'
import type { VersionInfo } from '../version.ts'
import { type HostedFigures, hostedMetrics } from './hosted-clusters.ts'
import { ImpersonationCounts } from './impersonation-counts.ts'
import { Counts, type Distribution, Distributions, type Metric, readMetric } from './metric.ts'
import { requestLabels } from './metrics-series.ts'
import { processMetrics } from './process-metrics.ts'
import { RequestMetrics, RequestSeries } from './request-metrics.ts'
import { metricsType, metricText } from './text.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const LIFETIMES = [
  0,
  30 * MINUTE,
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

/** A request between its authorization and its end. */
export interface MeasuredRequest {
  /** Ends it. `bytes` is the size of the answer's body before it was packed. */
  end(code: number, bytes: number): void
  /** The server refuses it, or gives it up, to protect itself. */
  terminated(code: number): void
}

/** What the watches of one resource have sent: a plain number, since it grows with each event and watcher. */
export interface WatchTally {
  events: number
}

export interface MetricsParts {
  readonly catalogue: Catalogue
  readonly version: VersionInfo
  /** a stopwatch in milliseconds: never goes back */
  stopwatch(): number
  readonly turns: Turns
  /** of a server that holds others */
  readonly hosted?: (() => HostedFigures) | undefined
}

interface ResourceTally extends WatchTally {
  readonly labels: { readonly group: string; readonly version: string; readonly resource: string }
}

const watchEvents = (tallies: ReadonlyMap<string, ResourceTally>): Metric =>
  readMetric('counter', 'apiserver_watch_events_total', 'Events that were sent to watchers.', () =>
    [...tallies.values()].map(({ labels, events }) => ({ labels, value: events })),
  )

const OBJECTS_HELP = 'Objects that are stored.'

/** Under the name up to 1.33, and under the one since: they label the resource differently. */
const storedObjects = ({ resources }: Catalogue): readonly Metric[] => [
  readMetric('gauge', 'apiserver_storage_objects', OBJECTS_HELP, () =>
    resources.map(({ registry: { resource, size } }) => ({
      labels: { resource: groupResourceText(resource) },
      value: size,
    })),
  ),
  readMetric('gauge', 'apiserver_resource_objects', OBJECTS_HELP, () =>
    resources.map(({ registry: { resource, size } }) => ({
      labels: { group: resource.group, resource: resource.resource },
      value: size,
    })),
  ),
]

const buildInfo = (version: VersionInfo): Metric =>
  readMetric('gauge', 'kubernetes_build_info', 'What the server says it is.', () => [
    {
      labels: {
        major: version.major,
        minor: version.minor,
        git_version: version.gitVersion,
        git_commit: version.gitCommit,
        git_tree_state: version.gitTreeState,
        build_date: version.buildDate,
        go_version: version.goVersion,
        compiler: version.compiler,
        platform: version.platform,
      },
      value: 1,
    },
  ])

export class Metrics {
  readonly #parts: MetricsParts
  readonly #events = new Map<string, ResourceTally>()
  readonly #requests = new RequestMetrics()
  /** by their labels: as many as there are paths that are served, however many requests come */
  readonly #series = new Map<string, RequestSeries>()
  readonly #certificates = new Distributions(
    'apiserver_client_certificate_expiration_seconds',
    'How long the client certificates of requests are still good for.',
    LIFETIMES,
  )
  readonly #certificateLifetime: Distribution
  readonly #authentications = new Counts(
    'counter',
    'authentication_attempts',
    'Authentications by result.',
  )
  #impersonation: ImpersonationCounts | undefined

  constructor(parts: MetricsParts) {
    this.#parts = parts
    this.#certificateLifetime = this.#certificates.of({})
  }

  get contentType(): string {
    return metricsType()
  }

  #all(): readonly Metric[] {
    const { catalogue, hosted, version } = this.#parts
    return [
      ...this.#requests.all,
      this.#certificates,
      this.#authentications,
      ...(this.#impersonation?.metrics ?? []),
      watchEvents(this.#events),
      ...(hosted === undefined ? [] : hostedMetrics(hosted)),
      ...storedObjects(catalogue),
      buildInfo(version),
    ]
  }

  /** The text of all metrics. Each is written in a turn of its own: a server that has seen much has thousands of series. */
  async text(): Promise<string> {
    const texts: string[] = []
    const ofProcess = processMetrics()
    const named = [
      ...this.#all().map((metric) => ({ name: metric.name, text: () => metricText(metric) })),
      ...ofProcess.getMetricsAsArray().map(({ name }) => ({
        name,
        text: () => ofProcess.getSingleMetricAsString(name),
      })),
    ]
    // as Go's client library writes them
    for (const { text } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      texts.push(await text())
      await this.#parts.turns.next()
    }
    return `${texts.join('\n\n')}\n`
  }

  /** A request has been let in. */
  begin(info: RequestInfo, contentType: string | undefined): MeasuredRequest {
    const parts = this.#parts
    const series = this.#seriesOf(info, contentType)
    series.running.value += 1
    const began = parts.stopwatch()
    return {
      terminated: (code) => series.terminated(code),
      end: (code, bytes) => {
        series.running.value -= 1
        const dryRun = info.query.getAll('dryRun').includes('All') ? 'All' : ''
        series.answered(code, dryRun, (parts.stopwatch() - began) / 1000, bytes)
      },
    }
  }

  #seriesOf(info: RequestInfo, contentType: string | undefined): RequestSeries {
    const labels = requestLabels(info, contentType, this.#parts.catalogue)
    const { verb, group, version, resource, subresource, scope } = labels
    const key = `${verb} ${group} ${version} ${resource} ${subresource} ${scope}`
    let series = this.#series.get(key)
    if (series === undefined)
      this.#series.set(key, (series = new RequestSeries(this.#requests, labels)))
    return series
  }

  /** A request was authenticated, or failed to be. `certificateSeconds`: how long their certificate is still good for. */
  authenticated(success: boolean, certificateSeconds: number | undefined): void {
    this.#authentications.of({ result: success ? 'success' : 'failure' }).value += 1
    if (success && certificateSeconds !== undefined)
      this.#certificateLifetime.observe(certificateSeconds)
  }

  /** Where impersonation counts, in releases that count it; once for a server. */
  countImpersonation(): ImpersonationCounts {
    this.#impersonation = new ImpersonationCounts(() => this.#parts.stopwatch())
    return this.#impersonation
  }

  /** Where a watch of this resource counts its events. */
  watchTally(group: string, version: string, resource: string): WatchTally {
    const key = `${group}/${version}/${resource}`
    let tally = this.#events.get(key)
    if (tally === undefined) {
      tally = { labels: { group, version, resource }, events: 0 }
      this.#events.set(key, tally)
    }
    return tally
  }
}

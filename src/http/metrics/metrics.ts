/** `/metrics` and `/metrics/slis` under the names that dashboards of a real cluster use (`k8s.io/apiserver/pkg/endpoints/metrics`). */
import { Counter, Gauge, type Histogram, Registry } from 'prom-client'
import type { Turns } from '../../api/turns.ts'
import type { CsrDurations } from './csr-durations.ts'
import { type HostedFigures, hostedMetrics } from './hosted-clusters.ts'
import { ImpersonationCounts } from './impersonation-counts.ts'
import { type Count, type Counted, Counts, type Distribution, Distributions } from './counted.ts'
import { requestLabels } from './metrics-series.ts'
import { processMetrics } from './process-metrics.ts'
import { type RequestMetrics, RequestSeries, SECONDS, SIZES } from './request-series.ts'
import type { RequestInfo } from '../request-info.ts'
import type { Catalogue } from '../served.ts'
import type { VersionInfo } from '../version.ts'
import { figuresType } from './figures-type.ts'

const REQUEST_LABELS = ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component']
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

const REQUESTS = {
  name: 'apiserver_request_total',
  help: 'Requests that were answered.',
  labelNames: [...REQUEST_LABELS, 'code', 'dry_run'],
}
const DURATIONS = {
  name: 'apiserver_request_duration_seconds',
  help: 'How long requests took, watches included.',
  labelNames: [...REQUEST_LABELS, 'dry_run'],
}
const SLI = {
  name: 'apiserver_request_sli_duration_seconds',
  help: 'How long requests took that are expected to end.',
  labelNames: REQUEST_LABELS,
}
const RESPONSE_SIZES = {
  name: 'apiserver_response_sizes',
  help: 'Bytes in answers to reads.',
  labelNames: REQUEST_LABELS,
}
const INFLIGHT = {
  name: 'apiserver_current_inflight_requests',
  help: 'Requests that are being answered, watches apart.',
  labelNames: ['request_kind'],
}
const LONG_RUNNING = {
  name: 'apiserver_longrunning_requests',
  help: 'Watches that are open.',
  labelNames: REQUEST_LABELS,
}
const TERMINATIONS = {
  name: 'apiserver_request_terminations_total',
  help: 'Requests that were refused or given up to protect the server.',
  labelNames: [...REQUEST_LABELS, 'code'],
}
const CERTIFICATES = {
  name: 'apiserver_client_certificate_expiration_seconds',
  help: 'How long the client certificates of requests are still good for.',
  labelNames: [],
}
const AUTHENTICATIONS = {
  name: 'authentication_attempts',
  help: 'Authentications by result.',
  labelNames: ['result'],
}

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
  readonly csrDurations: CsrDurations
  /** a stopwatch in milliseconds: never goes back */
  stopwatch(): number
  readonly turns: Turns
  /** of a server that holds others */
  readonly hosted?: (() => HostedFigures) | undefined
}

interface ResourceTally extends WatchTally {
  readonly labels: { readonly group: string; readonly version: string; readonly resource: string }
}

const watchEvents = (tallies: ReadonlyMap<string, ResourceTally>): Counter =>
  new Counter({
    name: 'apiserver_watch_events_total',
    help: 'Events that were sent to watchers.',
    labelNames: ['group', 'version', 'resource'],
    registers: [],
    collect() {
      this.reset()
      for (const { labels, events } of tallies.values()) this.inc({ ...labels }, events)
    },
  })

/** Under the name up to 1.33, and under the one since: they label the resource differently. */
const storedObjects = ({ resources }: Catalogue): Gauge[] => [
  new Gauge({
    name: 'apiserver_storage_objects',
    help: 'Objects that are stored.',
    labelNames: ['resource'],
    registers: [],
    collect() {
      for (const { registry } of resources) {
        const { group, resource } = registry.resource
        this.set({ resource: group === '' ? resource : `${resource}.${group}` }, registry.size)
      }
    },
  }),
  new Gauge({
    name: 'apiserver_resource_objects',
    help: 'Objects that are stored.',
    labelNames: ['group', 'resource'],
    registers: [],
    collect() {
      for (const { registry } of resources) {
        const { group, resource } = registry.resource
        this.set({ group, resource }, registry.size)
      }
    },
  }),
]

const buildInfo = ({
  major,
  minor,
  gitVersion,
  gitCommit,
  gitTreeState,
  buildDate,
  goVersion,
  compiler,
  platform,
}: VersionInfo): Gauge => {
  const build = {
    major,
    minor,
    git_version: gitVersion,
    git_commit: gitCommit,
    git_tree_state: gitTreeState,
    build_date: buildDate,
    go_version: goVersion,
    compiler,
    platform,
  }
  const gauge = new Gauge({
    name: 'kubernetes_build_info',
    help: 'What the server says it is.',
    labelNames: Object.keys(build),
    registers: [],
  })
  gauge.set(build, 1)
  return gauge
}

/** The name of a metric, and what makes it when its turn has come to be written. */
interface Told {
  readonly name: string
  metric(): Counter | Gauge | Histogram
}

const told = (metric: Counter | Gauge): Told => ({
  name: (metric as unknown as { name: string }).name,
  metric: () => metric,
})

const textOf = (metric: Counter | Gauge | Histogram, name: string): Promise<string> => {
  const registry = new Registry()
  registry.registerMetric(metric)
  return registry.getSingleMetricAsString(name)
}

export class Metrics {
  readonly #parts: MetricsParts
  readonly #events = new Map<string, ResourceTally>()
  readonly #requests: RequestMetrics
  /** by their labels: as many as there are paths that are served, however many requests come */
  readonly #series = new Map<string, RequestSeries>()
  readonly #certificates = new Distributions(CERTIFICATES, LIFETIMES)
  readonly #certificateLifetime: Distribution
  readonly #authentications = new Counts(Counter, AUTHENTICATIONS)
  readonly #inflight = new Counts(Gauge, INFLIGHT)
  #succeeded: Count | undefined
  #failed: Count | undefined
  #impersonation: ImpersonationCounts | undefined

  constructor(parts: MetricsParts) {
    this.#parts = parts
    this.#requests = {
      requests: new Counts(Counter, REQUESTS),
      durations: new Distributions(DURATIONS, SECONDS),
      sli: new Distributions(SLI, SECONDS),
      sizes: new Distributions(RESPONSE_SIZES, SIZES),
      longRunning: new Counts(Gauge, LONG_RUNNING),
      terminations: new Counts(Counter, TERMINATIONS),
      inflight: {
        mutating: this.#inflight.add({ request_kind: 'mutating' }),
        readOnly: this.#inflight.add({ request_kind: 'readOnly' }),
      },
    }
    this.#certificateLifetime = this.#certificates.add({})
  }

  get contentType(): string {
    return figuresType(new Registry())
  }

  #told(): Told[] {
    const { catalogue, csrDurations, hosted, version } = this.#parts
    const { requests, durations, sli, sizes, longRunning, terminations } = this.#requests
    const counted: readonly Counted[] = [
      requests,
      durations,
      sli,
      sizes,
      this.#inflight,
      longRunning,
      terminations,
      this.#certificates,
      this.#authentications,
      ...csrDurations.counted,
      ...(this.#impersonation?.counted ?? []),
    ]
    const looked = [
      watchEvents(this.#events),
      ...(hosted === undefined ? [] : hostedMetrics(hosted)),
      ...storedObjects(catalogue),
      buildInfo(version),
    ]
    return [...counted, ...looked.map(told)]
  }

  /** The text of all metrics. Each is written in a turn of its own: a server that has seen much has thousands of series. */
  async text(): Promise<string> {
    const texts: string[] = []
    const ofProcess = processMetrics()
    const named = [
      ...this.#told().map((metric) => ({
        name: metric.name,
        text: () => textOf(metric.metric(), metric.name),
      })),
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
    const count = success
      ? (this.#succeeded ??= this.#authentications.add({ result: 'success' }))
      : (this.#failed ??= this.#authentications.add({ result: 'failure' }))
    count.value += 1
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

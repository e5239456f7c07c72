/** `/metrics` and `/metrics/slis` under the names that dashboards of a real cluster use (`k8s.io/apiserver/pkg/endpoints/metrics`). */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Turns } from '../../api/turns.ts'
import type { CsrDurations } from './csr-durations.ts'
import type { PodSecurityCounts } from './pod-security-counts.ts'
import { type HostedFigures, hostedMetrics } from './hosted-clusters.ts'
import { ImpersonationCounts } from './impersonation-counts.ts'
import { type Count, newBuckets, newCount, type Observe } from './counted.ts'
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
  readonly podSecurityCounts: PodSecurityCounts
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

export class Metrics {
  readonly #parts: MetricsParts
  readonly #registry = new Registry()
  readonly #events = new Map<string, ResourceTally>()
  readonly #requests: RequestMetrics
  /** by their labels: as many as there are paths that are served, however many requests come */
  readonly #series = new Map<string, RequestSeries>()
  readonly #certificateLifetime: Observe
  readonly #authentications: Counter
  readonly #authenticated = new Map<boolean, Count>()

  constructor(parts: MetricsParts) {
    this.#parts = parts
    const registers = [this.#registry]
    const counter = (name: string, help: string, labelNames: string[]): Counter =>
      new Counter({ name, help, labelNames, registers })
    const gauge = (name: string, help: string, labelNames: string[]): Gauge =>
      new Gauge({ name, help, labelNames, registers })
    const histogram = (
      name: string,
      help: string,
      labelNames: string[],
      buckets: number[],
    ): Histogram => new Histogram({ name, help, labelNames, buckets, registers })

    const requests = counter('apiserver_request_total', 'Requests that were answered.', [
      ...REQUEST_LABELS,
      'code',
      'dry_run',
    ])
    const durations = histogram(
      'apiserver_request_duration_seconds',
      'How long requests took, watches included.',
      [...REQUEST_LABELS, 'dry_run'],
      SECONDS,
    )
    const sli = histogram(
      'apiserver_request_sli_duration_seconds',
      'How long requests took that are expected to end.',
      REQUEST_LABELS,
      SECONDS,
    )
    const sizes = histogram(
      'apiserver_response_sizes',
      'Bytes in answers to reads.',
      REQUEST_LABELS,
      SIZES,
    )
    const inflight = gauge(
      'apiserver_current_inflight_requests',
      'Requests that are being answered, watches apart.',
      ['request_kind'],
    )
    const longRunning = gauge(
      'apiserver_longrunning_requests',
      'Watches that are open.',
      REQUEST_LABELS,
    )
    const terminations = counter(
      'apiserver_request_terminations_total',
      'Requests that were refused or given up to protect the server.',
      [...REQUEST_LABELS, 'code'],
    )
    const certificates = histogram(
      'apiserver_client_certificate_expiration_seconds',
      'How long the client certificates of requests are still good for.',
      [],
      LIFETIMES,
    )
    this.#authentications = counter('authentication_attempts', 'Authentications by result.', [
      'result',
    ])
    this.#requests = {
      requests,
      durations,
      sli,
      sizes,
      longRunning,
      terminations,
      inflight: {
        mutating: newCount(inflight, { request_kind: 'mutating' }),
        readOnly: newCount(inflight, { request_kind: 'readOnly' }),
      },
    }
    this.#certificateLifetime = newBuckets(certificates, LIFETIMES, {})
    for (const { counters } of [parts.csrDurations, parts.podSecurityCounts]) {
      for (const metric of counters) this.#registry.registerMetric(metric)
    }
    this.#registry.registerMetric(watchEvents(this.#events))
    for (const metric of parts.hosted === undefined ? [] : hostedMetrics(parts.hosted))
      this.#registry.registerMetric(metric)
    for (const gauge of storedObjects(parts.catalogue)) this.#registry.registerMetric(gauge)
    const { major, minor, gitVersion, gitCommit, gitTreeState, buildDate, goVersion } =
      parts.version
    const build = {
      major,
      minor,
      git_version: gitVersion,
      git_commit: gitCommit,
      git_tree_state: gitTreeState,
      build_date: buildDate,
      go_version: goVersion,
      compiler: parts.version.compiler,
      platform: parts.version.platform,
    }
    gauge('kubernetes_build_info', 'What the server says it is.', Object.keys(build)).set(build, 1)
  }

  get contentType(): string {
    return figuresType(this.#registry)
  }

  /** The text of all metrics. Each is written in a turn of its own: a server that has seen much has thousands of series. */
  async text(): Promise<string> {
    const texts: string[] = []
    const named = [this.#registry, processMetrics()].flatMap((registry) =>
      registry.getMetricsAsArray().map(({ name }) => ({ name, registry })),
    )
    // as Go's client library writes them
    for (const { name, registry } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      texts.push(await registry.getSingleMetricAsString(name))
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
    let count = this.#authenticated.get(success)
    if (count === undefined) {
      count = newCount(this.#authentications, { result: success ? 'success' : 'failure' })
      this.#authenticated.set(success, count)
    }
    count.value += 1
    if (success && certificateSeconds !== undefined) this.#certificateLifetime(certificateSeconds)
  }

  /** Where impersonation counts, in releases that count it; once for a server. */
  countImpersonation(): ImpersonationCounts {
    return new ImpersonationCounts(this.#registry, () => this.#parts.stopwatch())
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

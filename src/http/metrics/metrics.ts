/** `/metrics` and `/metrics/slis` under the names that dashboards of a real cluster use (`k8s.io/apiserver/pkg/endpoints/metrics`). */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Turns } from '../../api/turns.ts'
import type { CsrDurations } from './csr-durations.ts'
import type { PodSecurityCounts } from './pod-security-counts.ts'
import { ImpersonationCounts } from './impersonation-counts.ts'
import { type RequestLabels, requestLabels } from './metrics-series.ts'
import type { RequestInfo } from '../request-info.ts'
import type { Catalogue } from '../served.ts'
import type { VersionInfo } from '../version.ts'
import { figuresType } from './figures-type.ts'

const REQUEST_LABELS = ['verb', 'group', 'version', 'resource', 'subresource', 'scope', 'component']
const COMPONENT = 'apiserver'

const SECONDS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
  60,
]
const SIZES = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
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
  readonly #requests: Counter
  readonly #durations: Histogram
  readonly #sli: Histogram
  readonly #sizes: Histogram
  readonly #inflight: Gauge
  readonly #longRunning: Gauge
  readonly #terminations: Counter
  readonly #certificates: Histogram
  readonly #authentications: Counter
  #hasDefaults = false

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

    this.#requests = counter('apiserver_request_total', 'Requests that were answered.', [
      ...REQUEST_LABELS,
      'code',
      'dry_run',
    ])
    this.#durations = histogram(
      'apiserver_request_duration_seconds',
      'How long requests took, watches included.',
      [...REQUEST_LABELS, 'dry_run'],
      SECONDS,
    )
    this.#sli = histogram(
      'apiserver_request_sli_duration_seconds',
      'How long requests took that are expected to end.',
      REQUEST_LABELS,
      SECONDS,
    )
    this.#sizes = histogram(
      'apiserver_response_sizes',
      'Bytes in answers to reads.',
      REQUEST_LABELS,
      SIZES,
    )
    this.#inflight = gauge(
      'apiserver_current_inflight_requests',
      'Requests that are being answered, watches apart.',
      ['request_kind'],
    )
    for (const request_kind of ['mutating', 'readOnly']) this.#inflight.set({ request_kind }, 0)
    this.#longRunning = gauge(
      'apiserver_longrunning_requests',
      'Watches that are open.',
      REQUEST_LABELS,
    )
    this.#terminations = counter(
      'apiserver_request_terminations_total',
      'Requests that were refused or given up to protect the server.',
      [...REQUEST_LABELS, 'code'],
    )
    this.#certificates = histogram(
      'apiserver_client_certificate_expiration_seconds',
      'How long the client certificates of requests are still good for.',
      [],
      LIFETIMES,
    )
    this.#authentications = counter('authentication_attempts', 'Authentications by result.', [
      'result',
    ])
    for (const { counters } of [parts.csrDurations, parts.podSecurityCounts]) {
      for (const metric of counters) this.#registry.registerMetric(metric)
    }
    this.#registry.registerMetric(watchEvents(this.#events))
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
    if (!this.#hasDefaults) {
      // to observe the process costs something even when nobody looks
      collectDefaultMetrics({ register: this.#registry })
      this.#hasDefaults = true
    }
    const texts: string[] = []
    const names = this.#registry.getMetricsAsArray().map(({ name }) => name)
    // as Go's client library writes them
    for (const name of names.sort()) {
      texts.push(await this.#registry.getSingleMetricAsString(name))
      await this.#parts.turns.next()
    }
    return `${texts.join('\n\n')}\n`
  }

  /** A request has been let in. */
  begin(info: RequestInfo, contentType: string | undefined): MeasuredRequest {
    const parts = this.#parts
    const labels: RequestLabels & { component: string } = {
      ...requestLabels(info, contentType, parts.catalogue),
      component: COMPONENT,
    }
    const { verb } = labels
    const longRunning = verb === 'WATCH'
    const running = longRunning
      ? { gauge: this.#longRunning, labels: { ...labels } }
      : {
          gauge: this.#inflight,
          labels: {
            request_kind:
              verb === 'GET' || verb === 'LIST' || verb === 'HEAD' ? 'readOnly' : 'mutating',
          },
        }
    running.gauge.inc(running.labels)
    const began = parts.stopwatch()
    return {
      terminated: (code) => this.#terminations.inc({ ...labels, code: String(code) }),
      end: (code, bytes) => {
        running.gauge.dec(running.labels)
        const seconds = (parts.stopwatch() - began) / 1000
        const dry_run = info.query.getAll('dryRun').includes('All') ? 'All' : ''
        this.#requests.inc({ ...labels, code: String(code), dry_run })
        this.#durations.observe({ ...labels, dry_run }, seconds)
        if (longRunning) return
        this.#sli.observe({ ...labels }, seconds)
        if (verb === 'GET' || verb === 'LIST') this.#sizes.observe({ ...labels }, bytes)
      },
    }
  }

  /** A request was authenticated, or failed to be. `certificateSeconds`: how long their certificate is still good for. */
  authenticated(success: boolean, certificateSeconds: number | undefined): void {
    this.#authentications.inc({ result: success ? 'success' : 'failure' })
    if (success && certificateSeconds !== undefined) this.#certificates.observe(certificateSeconds)
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

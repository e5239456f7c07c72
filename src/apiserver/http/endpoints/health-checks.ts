import type { Clock } from '../../../apimachinery/clock.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'
import type { Store } from '../../../storage/store.ts'
import type { HealthCheck, HealthEndpoint } from './health.ts'

const well = (name: string): HealthCheck => ({ name, problem: () => undefined })

/** The real server's checks that always pass here: most concern work before the port opens. */
const always = (...more: string[]): HealthCheck[] => ['ping', 'log', ...more, 'etcd'].map(well)
const POST_START = [
  'start-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'storage-object-count-tracker-hook',
  'start-system-namespaces-controller',
  'start-cluster-authentication-info-controller',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'kube-apiserver-autoregistration',
].map((hook) => well(`poststarthook/${hook}`))

interface HealthParts {
  readonly release: ReleaseFeatures
  readonly stopping: AbortSignal
  readonly store: Pick<Store, 'refusal' | 'retry'>
  readonly clock: Pick<Clock, 'now'>
}

/** Shortest time between retries: anybody may request `/readyz`, and each retry costs a write. */
const RETRY_INTERVAL_MS = 1000

/** While writes fail, the server can still read, so only readiness has this check. */
const writable = ({ store, clock }: HealthParts): HealthCheck => {
  let tried = -Infinity
  return {
    name: 'etcd-readiness',
    problem: () => {
      if (store.refusal !== undefined && clock.now() - tried >= RETRY_INTERVAL_MS) {
        tried = clock.now()
        store.retry?.()
      }
      return store.refusal
    },
  }
}

export const healthChecks = (parts: HealthParts): Record<HealthEndpoint, HealthCheck[]> => {
  const { stopping, release } = parts
  const shutdown: HealthCheck = {
    name: 'shutdown',
    problem: () => (stopping.aborted ? 'process is shutting down' : undefined),
  }
  const loopback = release.has('LoopbackCertificateCheck') ? ['loopback-serving-certificate'] : []
  const live = [...always(...loopback), ...POST_START, well('autoregister-completion')]
  return {
    healthz: live,
    livez: live,
    readyz: [
      ...always(),
      writable(parts),
      well('informer-sync'),
      ...POST_START,
      well('autoregister-completion'),
      shutdown,
    ],
  }
}

import type { HealthCheck, HealthEndpoint } from './health.ts'

const well = (name: string): HealthCheck => ({ name, problem: () => undefined })

/** Checks of the real server for what is ready here before the port opens, so that they always pass. */
const ALWAYS = ['ping', 'log', 'etcd'].map(well)
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

export interface HealthParts {
  /** fires when the server stops: it is not ready any more */
  readonly stopping: AbortSignal
}

/** The checks of each endpoint under the names of the real server's. */
export const healthChecks = ({ stopping }: HealthParts): Record<HealthEndpoint, HealthCheck[]> => {
  const shutdown: HealthCheck = {
    name: 'shutdown',
    problem: () => (stopping.aborted ? 'process is shutting down' : undefined),
  }
  const live = [...ALWAYS, ...POST_START, well('autoregister-completion')]
  return {
    healthz: live,
    livez: live,
    readyz: [
      ...ALWAYS,
      well('etcd-readiness'),
      well('informer-sync'),
      ...POST_START,
      well('autoregister-completion'),
      shutdown,
    ],
  }
}

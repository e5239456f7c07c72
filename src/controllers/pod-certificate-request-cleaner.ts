/** Deletes requests of pods for certificates, answered or not: kubelets keep what came of them (`pkg/controller/certificates/cleaner`). */
import type { Clock } from '../apimachinery/clock.ts'
import type { PodCertificateRequest } from '../apis/certificates.ts'
import type { Client } from '../apiserver/registry/client.ts'
import type { Controller } from './controller.ts'
import type { ControllerLog } from './log.ts'
import { periodically } from './periodically.ts'

/** As kube-controller-manager sets them. */
const KEPT_MS = 15 * 60_000
const INTERVAL_MS = 60_000

interface Parts {
  readonly client: Client<PodCertificateRequest>
  readonly clock: Clock
  readonly log: ControllerLog
}

export const podCertificateRequestCleaner = ({ client, clock, log }: Parts): Controller =>
  periodically<PodCertificateRequest>({
    name: 'podcertificaterequest-cleaner-controller',
    client,
    clock,
    log,
    intervalMs: INTERVAL_MS,
    endOf: ({ metadata }) => Date.parse(metadata.creationTimestamp ?? '') + KEPT_MS + 1,
  })

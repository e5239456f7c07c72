/** Deletes old PodCertificateRequests (`pkg/controller/certificates/cleaner`). */
import type { PodCertificateRequest } from '../apis/certificates.ts'
import type { Controller } from './controller.ts'
import type { ResourceDependencies } from './dependencies.ts'
import { periodically } from './periodically.ts'

const KEPT_MS = 15 * 60_000
const INTERVAL_MS = 60_000

export const podCertificateRequestCleaner = (
  dependencies: ResourceDependencies<PodCertificateRequest>,
): Controller =>
  periodically<PodCertificateRequest>({
    ...dependencies,
    name: 'podcertificaterequest-cleaner-controller',
    intervalMs: INTERVAL_MS,
    endOf: ({ metadata }) => Date.parse(metadata.creationTimestamp ?? '') + KEPT_MS + 1,
  })

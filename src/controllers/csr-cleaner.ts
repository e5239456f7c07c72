/** Deletes old CSRs (`pkg/controller/certificates/cleaner`). */
import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { Release } from '../apimachinery/release/release.ts'
import { cleanUp } from '../resources/certificates/csr/clean-up.ts'
import type { Controller } from './controller.ts'
import type { CsrDependencies } from './csr-dependencies.ts'
import { periodically } from './periodically.ts'

interface CleanerOptions extends CsrDependencies {
  readonly release: Release
}

const INTERVAL_MS = 3_600_000

export const csrCleaner = ({ client, clock, log, release }: CleanerOptions): Controller =>
  periodically<CertificateSigningRequest>({
    name: 'certificatesigningrequest-cleaner-controller',
    client,
    clock,
    log,
    intervalMs: INTERVAL_MS,
    endOf: (csr) => cleanUp(csr, release)?.at ?? Infinity,
  })

/** Deletes requests that nobody needs any more (`pkg/controller/certificates/cleaner`). */
import type { CertificateSigningRequest } from '../api/kinds/certificates.ts'
import type { Release } from '../release/release.ts'
import { cleanUp } from '../resources/certificates/csr/clean-up.ts'
import type { Controller } from './controller.ts'
import type { CsrControllerParts } from './parts.ts'
import { periodically } from './periodically.ts'

interface CleanerParts extends CsrControllerParts {
  readonly release: Release
}

type CSR = CertificateSigningRequest

const INTERVAL_MS = 3_600_000

export const csrCleaner = ({ client, clock, log, release }: CleanerParts): Controller => {
  const remove = async ({ metadata: { name = '' } }: CSR): Promise<void> => {
    try {
      await client.delete(name)
    } catch (error) {
      log.error({ err: error }, `unable to delete CSR "${name}"`)
    }
  }
  return periodically({
    name: 'certificatesigningrequest-cleaner-controller',
    clock,
    intervalMs: INTERVAL_MS,
    rows: () => client.rows(),
    look: (rows) => {
      const now = clock.now()
      const requests = rows.map((row) => client.decode(row))
      return Promise.all(
        requests.filter((csr) => (cleanUp(csr, release)?.at ?? Infinity) <= now).map(remove),
      )
    },
  })
}

import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { Clock } from '../apimachinery/clock.ts'
import type { Hints } from '../teaching/hints/hints.ts'
import { signerNames } from './authorities.ts'
import type { Judges } from './judges.ts'
import type { Log } from './log.ts'
import type { ValidOptions } from './options.ts'
import type { Shelf } from './shelf.ts'
import type { Trust } from './trust.ts'

interface HintParts {
  readonly clock: Clock
  readonly shelf: Shelf
  readonly trust: Trust
  readonly judges: Judges
  readonly log: Log
}

/**
 * Explains mistakes, where that is asked for. A hint that fails goes to the log, and nobody else
 * sees it.
 */
export const makeHints = async (
  options: ValidOptions,
  { clock, shelf, trust, judges, log }: HintParts,
): Promise<Hints | undefined> => {
  const { hints: form } = options
  if (form === undefined) return undefined
  const { Hints } = await import('../teaching/hints/hints.ts')
  return new Hints({
    form,
    cluster: {
      now: () => clock.now(),
      request: (name) =>
        shelf.registryOf('certificates.k8s.io', 'certificatesigningrequests').latest('', name) as
          CertificateSigningRequest | undefined,
      release: options.release,
      signers: new Set(signerNames(options.authorities)),
      maximumSeconds: options.clusterSigningSeconds,
      authorizer: judges.authorizer,
      rbac: judges.roleIndex,
    },
    verifyPeer: trust.verifyPeer,
    authorityName: () => trust.rootName,
    report: (error, hint) => log.error({ err: error, hint }, 'a hint failed'),
  })
}

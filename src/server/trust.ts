import type { Clock } from '../apimachinery/clock.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { Certificate } from '../ca/certificate.ts'
import { type ShownCertificates, verifyClientCertificate } from '../ca/client-certificate.ts'
import { encodePem } from '../ca/pem.ts'

export type Trust = ReturnType<typeof trustIn>

/** The CAs whose client certificates are accepted: `clients`, which include the root. */
export const trustIn = (
  clock: Clock,
  root: CertificateAuthority,
  clients: readonly Certificate[],
) => ({
  /** common name of the root CA */
  rootName: root.certificate.subject.commonName,
  /** PEM */
  clientAuthorities: clients.map(({ raw }) => encodePem('CERTIFICATE', raw)),
  /** Verifies a client's certificate at the current time. Throws ClientCertificateError. */
  verifyPeer: (peer: ShownCertificates) => verifyClientCertificate(peer, clients, clock.now()),
})

import type { Clock } from '../apimachinery/clock.ts'
import type { VerifyPeer } from '../apiserver/authn/x509.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { Certificate } from '../ca/certificate.ts'
import { verifyClientCertificate } from '../ca/client-certificate.ts'
import { encodePem } from '../ca/pem.ts'

/** The CAs whose client certificates are accepted. */
export class Trust {
  /** common name of the root CA */
  readonly rootName: string
  /** PEM */
  readonly clientAuthorities: readonly string[]
  /** Verifies a client's certificate at the current time. Throws ClientCertificateError. */
  readonly verifyPeer: VerifyPeer

  /** `clients`: including the root */
  constructor(clock: Clock, root: CertificateAuthority, clients: readonly Certificate[]) {
    this.rootName = root.certificate.subject.commonName
    this.clientAuthorities = clients.map(({ raw }) => encodePem('CERTIFICATE', raw))
    this.verifyPeer = (peer) => verifyClientCertificate(peer, clients, clock.now())
  }
}

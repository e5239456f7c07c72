import type { Clock } from '../apimachinery/clock.ts'
import type { VerifyPeer } from '../apiserver/authn/x509.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import type { Certificate } from '../ca/certificate.ts'
import { verifyClientCertificate } from '../ca/client-certificate.ts'
import { encodePem } from '../ca/pem.ts'

interface Arrived {
  readonly root: CertificateAuthority
  readonly clients: readonly Certificate[]
}

/**
 * Which certificates log clients in. Made empty, since the key of a new root CA is still being made when the first parts are there that
 * will ask; asking too early is an Error.
 */
export class Trust {
  readonly #clock: Clock
  #arrived: Arrived | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `clients`: the certificates of the CAs that log clients in, the root's among them. */
  arrive(root: CertificateAuthority, clients: readonly Certificate[]): void {
    this.#arrived = { root, clients }
  }

  /** Verifies a client's certificate as of now. Throws ClientCertificateError. */
  readonly verifyPeer: VerifyPeer = (peer) =>
    verifyClientCertificate(peer, this.#all().clients, this.#clock.now())

  /** Common name of the root CA. */
  get rootName(): string {
    return this.#all().root.certificate.subject.commonName
  }

  /** The CAs that log clients in, PEM. */
  get clientAuthorities(): string[] {
    return this.#all().clients.map(({ raw }) => encodePem('CERTIFICATE', raw))
  }

  #all(): Arrived {
    if (this.#arrived === undefined)
      throw new Error('a certificate was to be verified before there was a root CA')
    return this.#arrived
  }
}

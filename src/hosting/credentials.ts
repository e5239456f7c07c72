/** Which cluster a request is for whose path does not say it: the one that its credential is of. */
import { hashToken } from '../apiserver/authn/token.ts'
import { readJwt } from '../apiserver/authn/jwt.ts'
import { parseCertificate } from '../ca/certificate.ts'
import { X509Error } from '../ca/errors.ts'
import { type AnyRequest } from '../apiserver/http/wire/front.ts'
import { type Peer, peerOf } from '../apiserver/http/wire/peer.ts'

/** By what the credentials of a cluster are known. */
export interface ClusterKeys {
  /** SHA-256 of the administrator's token, in hexadecimal */
  readonly token: string
  /** key identifier of its CA, in hexadecimal; undefined: it has none yet */
  readonly authority?: string
  /** key id of the tokens of its service accounts */
  readonly accounts?: string
}

export const tokenKey = (token: string): string => hashToken(token).toString('hex')

const BEARER = /^bearer +(\S+)$/i

const issuers = new WeakMap<Peer, string | null>()

/** The key identifier of the CA that issued a client's certificate, as that says it; nobody has verified it. */
const issuerOf = (peer: Peer): string | null => {
  let issuer = issuers.get(peer)
  if (issuer === undefined) {
    try {
      issuer = parseCertificate(peer.certificate).authorityKeyIdentifier?.toString('hex') ?? null
    } catch (error) {
      if (!(error instanceof X509Error)) throw error
      issuer = null
    }
    issuers.set(peer, issuer)
  }
  return issuer
}

/** Finds a cluster by its credentials. It says where a request goes, never who asks: that cluster judges the credential itself. */
export class CredentialIndex<C> {
  readonly #byKey = new Map<string, C>()

  add(cluster: C, { token, authority, accounts }: ClusterKeys): void {
    this.#byKey.set(`token ${token}`, cluster)
    if (authority !== undefined) this.#byKey.set(`authority ${authority}`, cluster)
    if (accounts !== undefined) this.#byKey.set(`accounts ${accounts}`, cluster)
  }

  remove({ token, authority, accounts }: ClusterKeys): void {
    this.#byKey.delete(`token ${token}`)
    this.#byKey.delete(`authority ${authority}`)
    this.#byKey.delete(`accounts ${accounts}`)
  }

  /** Certificates before tokens, as they are asked. */
  find(request: AnyRequest): C | undefined {
    const peer = peerOf(request)
    const issuer = peer && issuerOf(peer)
    const byPeer = issuer ? this.#byKey.get(`authority ${issuer}`) : undefined
    return byPeer ?? this.#byToken(request.headers.authorization)
  }

  #byToken(authorization: string | undefined): C | undefined {
    const token = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1]
    if (token === undefined) return undefined
    const kid = token.includes('.') ? readJwt(token)?.header['kid'] : undefined
    return typeof kid === 'string'
      ? this.#byKey.get(`accounts ${kid}`)
      : this.#byKey.get(`token ${tokenKey(token)}`)
  }
}

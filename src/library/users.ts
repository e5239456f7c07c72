/** As whom a program asks its cluster. */
import { ADMIN_NAME } from '../server/own-certificates.ts'
import type { Identity } from '../ca/identity.ts'
import { nearest } from '../apimachinery/text/nearest.ts'
import { type KubeconfigParts, renderKubeconfig } from '../apiserver/client/kubeconfig.ts'

export interface IssuedUser {
  readonly commonName: string
  /** the groups that its certificate names */
  readonly organizations: readonly string[]
  /** private key, PEM */
  readonly key: string
  /** PEM */
  readonly certificate: string
  /** a kubeconfig of this user */
  readonly kubeconfig: string
}

/** What whoever asks as a user needs, whatever they ask with. */
export interface Credentials {
  readonly kubeconfig: string
  /**
   * For clients that have no certificate, such as `fetch`: the administrator's token, and for everybody else whom it impersonates. Where
   * several groups are, the header is there several times.
   */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** PEM */
  readonly certificate: string
  /** private key, PEM */
  readonly key: string
}

type Base = Pick<KubeconfigParts, 'server' | 'caPem'>

interface UsersParts extends Base {
  readonly token: string
  readonly admin: Identity
}

export class Users {
  readonly #parts: UsersParts
  /** the newest of each name */
  readonly #issued = new Map<string, IssuedUser>()

  constructor(parts: UsersParts) {
    this.#parts = parts
  }

  /** Remembers a user whose certificate has just been made. */
  add({ commonName, organizations, key, certificate }: Omit<IssuedUser, 'kubeconfig'>): IssuedUser {
    const credentials = { certificatePem: certificate, keyPem: key }
    const kubeconfig = this.#kubeconfig(commonName, credentials)
    const user = { commonName, organizations, key, certificate, kubeconfig }
    this.#issued.set(commonName, user)
    return user
  }

  /** Undefined: the administrator. Throws an Error for the name of nobody, and for what is neither a name nor a user. */
  as(user: IssuedUser | string | undefined): Credentials {
    const authorization = `Bearer ${this.#parts.token}`
    if (user === undefined || user === ADMIN_NAME) {
      const { admin } = this.#parts
      return {
        kubeconfig: this.#kubeconfig(ADMIN_NAME, admin),
        headers: { authorization },
        certificate: admin.certificatePem,
        key: admin.keyPem,
      }
    }
    const found = typeof user === 'string' ? this.#named(user) : user
    if (typeof found?.kubeconfig !== 'string')
      throw new Error('give a user that issue() made, or the name of one')
    const { commonName, organizations, kubeconfig, certificate, key } = found
    const headers = {
      authorization,
      'impersonate-user': commonName,
      ...(organizations.length > 0 && { 'impersonate-group': organizations }),
    }
    return { kubeconfig, headers, certificate, key }
  }

  #named(name: string): IssuedUser {
    const found = this.#issued.get(name)
    if (found !== undefined) return found
    const known = [ADMIN_NAME, ...this.#issued.keys()]
    const meant = nearest(name, known)
    throw new Error(
      `nobody has been issued a certificate as ${JSON.stringify(name)}; ${
        meant === undefined ? `there are ${known.join(', ')}` : `did you mean ${meant}?`
      }`,
    )
  }

  #kubeconfig(user: string, credentials: KubeconfigParts['credentials']): string {
    const { server, caPem } = this.#parts
    return renderKubeconfig({ server, caPem, user, credentials })
  }
}

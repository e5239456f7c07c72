import { nearest } from '../apimachinery/text/nearest.ts'
import { type KubeconfigParts, renderKubeconfig } from '../apiserver/client/kubeconfig.ts'
import type { Identity } from '../ca/identity.ts'
import { ADMIN_NAME } from '../server/own-certificates.ts'

export interface IssuedUser {
  readonly commonName: string
  /** groups */
  readonly organizations: readonly string[]
  /** private key, PEM */
  readonly key: string
  /** PEM */
  readonly certificate: string
  readonly kubeconfig: string
}

/** Credentials for any kind of client. */
export interface Credentials {
  readonly kubeconfig: string
  /**
   * for clients without a certificate, such as `fetch`: the administrator's token, with headers
   * that impersonate any other user; an array is a repeated header
   */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** PEM */
  readonly certificate: string
  /** private key, PEM */
  readonly key: string
}

interface UsersOptions extends Pick<KubeconfigParts, 'server' | 'caPem'> {
  readonly token: string
  readonly admin: Identity
}

export class Users {
  readonly #options: UsersOptions
  /** the user issued last for each name */
  readonly #issued = new Map<string, IssuedUser>()

  constructor(options: UsersOptions) {
    this.#options = options
    const { certificatePem, keyPem } = options.admin
    this.add({
      commonName: ADMIN_NAME,
      organizations: [],
      key: keyPem,
      certificate: certificatePem,
    })
  }

  add(user: Omit<IssuedUser, 'kubeconfig'>): IssuedUser {
    const { server, caPem } = this.#options
    const { commonName, certificate, key } = user
    const credentials = { certificatePem: certificate, keyPem: key }
    const kubeconfig = renderKubeconfig({ server, caPem, user: commonName, credentials })
    const issued = { ...user, kubeconfig }
    this.#issued.set(commonName, issued)
    return issued
  }

  /** Returns credentials; default: the administrator's. Throws an Error for an unknown user. */
  as(user: IssuedUser | string = ADMIN_NAME): Credentials {
    const found = typeof user === 'string' ? this.#named(user) : user
    if (typeof found?.kubeconfig !== 'string')
      throw new Error('give a user that issue() made, or the name of one')
    const { commonName, organizations, kubeconfig, certificate, key } = found
    const headers = {
      authorization: `Bearer ${this.#options.token}`,
      ...(commonName !== ADMIN_NAME && { 'impersonate-user': commonName }),
      ...(organizations.length > 0 && { 'impersonate-group': organizations }),
    }
    return { kubeconfig, headers, certificate, key }
  }

  #named(name: string): IssuedUser {
    const found = this.#issued.get(name)
    if (found !== undefined) return found
    const known = [...this.#issued.keys()]
    const meant = nearest(name, known)
    const help = meant === undefined ? `there are ${known.join(', ')}` : `did you mean ${meant}?`
    throw new Error(`no certificate was issued to ${JSON.stringify(name)}; ${help}`)
  }
}

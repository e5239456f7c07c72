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

export interface Credentials {
  readonly kubeconfig: string
  /**
   * for clients that cannot send a certificate, such as `fetch`: the administrator's token and, for
   * other users, impersonation headers; an array is a repeated header
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

export const issuedUsers = ({ server, caPem, token, admin }: UsersOptions) => {
  /** the last user issued for each name */
  const issued = new Map<string, IssuedUser>()
  const add = (user: Omit<IssuedUser, 'kubeconfig'>): IssuedUser => {
    const { commonName, certificate, key } = user
    const credentials = { certificatePem: certificate, keyPem: key }
    const kubeconfig = renderKubeconfig({ server, caPem, user: commonName, credentials })
    const made = { ...user, kubeconfig }
    issued.set(commonName, made)
    return made
  }
  const named = (name: string): IssuedUser => {
    const found = issued.get(name)
    if (found !== undefined) return found
    const known = [...issued.keys()]
    const meant = nearest(name, known)
    const help = meant === undefined ? `there are ${known.join(', ')}` : `did you mean ${meant}?`
    throw new Error(`no certificate was issued to ${JSON.stringify(name)}; ${help}`)
  }
  add({
    commonName: ADMIN_NAME,
    organizations: [],
    key: admin.keyPem,
    certificate: admin.certificatePem,
  })
  return {
    add,
    /** Returns credentials; default: the administrator's. Throws an Error for an unknown user. */
    as: (user: IssuedUser | string = ADMIN_NAME): Credentials => {
      const found = typeof user === 'string' ? named(user) : user
      if (typeof found?.kubeconfig !== 'string')
        throw new Error('give a user that issue() made, or the name of one')
      const { commonName, organizations, kubeconfig, certificate, key } = found
      const headers = {
        authorization: `Bearer ${token}`,
        ...(commonName !== ADMIN_NAME && { 'impersonate-user': commonName }),
        ...(organizations.length > 0 && { 'impersonate-group': organizations }),
      }
      return { kubeconfig, headers, certificate, key }
    },
  }
}

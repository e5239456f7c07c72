import { createHash, X509Certificate } from 'node:crypto'
import { caOf, entries } from '../../apiserver/client/kubeconfig.ts'
import { decodePemBlocks } from '../../ca/pem.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import { call } from '../../apiserver/client/call.ts'
import { withClient } from '../../teaching/labs/client.ts'
import { type LabBundle, type Membership, readHandout } from './bundle.ts'
import { bundleName, CLUSTER_INFO, MEMBERSHIP, namespaceIn, readContent } from './desk.ts'

/** An invitation that does not work. The message is one sentence. */
export class JoinProblem extends Error {
  override readonly name = 'JoinProblem'
}

export interface Invitation {
  /** URL of the desk, the cluster where learners join: `https://192.0.2.1:7000/clusters/desk` */
  readonly url: string
  readonly token: string
  /** `sha256:` and the hash of the CA's public key, hexadecimal */
  readonly caCertHash: string
}

export interface JoinedClass {
  readonly caPem: string
  readonly namespace: string
  readonly membership: Membership
  readonly bundles: readonly LabBundle[]
}

/** Hashes a CA's public key like `kubeadm join --discovery-token-ca-cert-hash`. */
export const caCertHash = (caPem: string): string => {
  const key = new X509Certificate(caPem).publicKey.export({ type: 'spki', format: 'der' })
  return `sha256:${createHash('sha256').update(key).digest('hex')}`
}

/** Returns the CA as PEM; '' for an invalid kubeconfig, or one without a CA. */
const caIn = (kubeconfig: string): string => {
  try {
    const [first] = entries((JSON.parse(kubeconfig) as { readonly clusters?: unknown }).clusters)
    const ca = first && caOf(first)
    return typeof ca === 'string' ? Buffer.from(ca, 'base64').toString() : ''
  } catch {
    return ''
  }
}

/** The server is not verified; the caller compares the CA's hash. */
const askForCa = ({ url }: Invitation): Promise<string> =>
  withClient({ server: url, insecure: true }, async (client) => {
    const { data } = await call<{ readonly data?: Readonly<Record<string, string>> }>(
      client,
      'GET',
      `/api/v1/namespaces/kube-public/configmaps/${CLUSTER_INFO}`,
    )
    return caIn(data?.['kubeconfig'] ?? '')
  })

/** Returns false for several CAs, since only one would be compared. */
const isTheOne = (caPem: string, hash: string): boolean => {
  try {
    return decodePemBlocks(caPem).length === 1 && caCertHash(caPem) === hash.toLowerCase()
  } catch {
    return false
  }
}

/** A learner's access to the desk. */
export interface Desk extends Pick<Invitation, 'url' | 'token'> {
  readonly caPem: string
  readonly namespace: string
}

export const deskConnection = ({ url, token, caPem }: Omit<Desk, 'namespace'>): ApiConnection => ({
  server: url,
  ca: Buffer.from(caPem),
  token,
})

const unreadable = (): never => {
  throw new JoinProblem('cannot read the data of the class; it may run another version of csrlab')
}

/** Rejects with JoinProblem, NoAnswer and RequestRefused. */
export const joinClass = async (invitation: Invitation): Promise<JoinedClass> => {
  const { url, token } = invitation
  const caPem = await askForCa(invitation)
  if (!isTheOne(caPem, invitation.caCertHash))
    throw new JoinProblem(
      `the server at ${url} is not the class's server: its CA has another hash; paste the whole line that you received last`,
    )
  return withClient(deskConnection({ url, token, caPem }), async (asker) => {
    const { status } = await call<{
      readonly status: { readonly userInfo: { readonly groups?: readonly string[] } }
    }>(asker, 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {})
    const namespace = namespaceIn(status.userInfo.groups ?? [])
    if (namespace === undefined)
      throw new JoinProblem('the class does not know this token; paste the whole line again')
    const membership =
      readHandout('Membership', await readContent(asker, namespace, MEMBERSHIP)) ?? unreadable()
    const bundles: LabBundle[] = []
    for (const lab of membership.labs) {
      const bundle = readHandout('LabBundle', await readContent(asker, namespace, bundleName(lab)))
      if (bundle?.name !== lab) return unreadable()
      bundles.push(bundle)
    }
    return { caPem, namespace, membership, bundles }
  })
}

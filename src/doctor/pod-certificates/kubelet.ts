/** A kubelet's way to a pod's certificate: it makes a key, asks in the name of its node, and waits for what the signer says. */
import { setTimeout } from 'node:timers/promises'
import type { PodCertificateRequest } from '../../api/kinds/certificates.ts'
import type { KubeObject } from '../../api/meta.ts'
import type { Pod } from '../../api/kinds/core.ts'
import { exportKey, generateKey } from '../../ca/keys.ts'
import { keyWithProof, stubRequest } from '../../ca/stub-request.ts'
import { type ApiAnswer, ask, type Connection } from '../connection.ts'
import { KEY_TYPES, type Wanted } from './wanted.ts'

/** Why a kubelet could not go on: one or more sentences. */
export class KubeletError extends Error {
  override readonly name = 'KubeletError'
}

/** A pod with what its requests name. */
export interface PodFacts {
  readonly connection: Connection
  /** `v1`, or `v1beta1` or `v1alpha1` where that is what the server has */
  readonly version: string
  readonly pod: Pod
  readonly node: KubeObject
  readonly account: KubeObject
}

export interface Answered {
  readonly request: PodCertificateRequest
  /** PKCS #8 */
  readonly keyPem: string
}

const POLL_MS = 200

const messageOf = ({ code, body }: ApiAnswer): string =>
  typeof body['message'] === 'string' ? body['message'] : `the server answers ${code}`

/** An object of the core group. Throws KubeletError with the server's words, or with `advice` where there is none. */
const get = async (connection: Connection, path: string, advice: string): Promise<KubeObject> => {
  const answer = await ask(connection, 'GET', `/api/v1/${path}`)
  if (answer.code === 404) throw new KubeletError(advice)
  if (answer.code !== 200) throw new KubeletError(messageOf(answer))
  return answer.body as unknown as KubeObject
}

/** The newest version of PodCertificateRequests that is served. Throws KubeletError where none is. */
const servedVersion = async (connection: Connection): Promise<string> => {
  for (const version of ['v1', 'v1beta1', 'v1alpha1']) {
    const { code, body } = await ask(connection, 'GET', `/apis/certificates.k8s.io/${version}`)
    const resources = code === 200 ? ((body['resources'] ?? []) as { name?: string }[]) : []
    if (resources.some(({ name }) => name === 'podcertificaterequests')) return version
  }
  throw new KubeletError(
    'the server has no PodCertificateRequests: start csrlab with --kubernetes-version v1.37.',
  )
}

/** Finds the pod, and what a request for it has to name. Throws KubeletError and ConnectionError. */
export const podFacts = async (
  connection: Connection,
  namespace: string,
  name: string,
): Promise<PodFacts> => {
  const inNamespace = `namespaces/${encodeURIComponent(namespace)}`
  const pod = (await get(
    connection,
    `${inNamespace}/pods/${encodeURIComponent(name)}`,
    `there is no pod ${name} in namespace ${namespace}; kubectl get pods -A shows those there are.`,
  )) as Pod
  const { nodeName = '', serviceAccountName = 'default' } = pod.spec
  if (nodeName === '') {
    throw new KubeletError(
      `pod ${namespace}/${name} is on no node, and nothing schedules pods here: delete it, and create it anew with spec.nodeName.`,
    )
  }
  const [version, node, account] = await Promise.all([
    servedVersion(connection),
    get(
      connection,
      `nodes/${encodeURIComponent(nodeName)}`,
      `there is no node ${nodeName}, which pod ${namespace}/${name} is on: create a Node of that name.`,
    ),
    get(
      connection,
      `${inNamespace}/serviceaccounts/${encodeURIComponent(serviceAccountName)}`,
      `there is no service account ${serviceAccountName} in namespace ${namespace}, which the pod runs as.`,
    ),
  ])
  return { connection, version, pod, node, account }
}

const nodeOf = ({ pod }: PodFacts) => ({
  user: `system:node:${pod.spec.nodeName}`,
  group: 'system:nodes',
})

const collection = ({ version, pod }: PodFacts): string =>
  `/apis/certificates.k8s.io/${version}/namespaces/${encodeURIComponent(pod.metadata.namespace ?? '')}/podcertificaterequests`

const post = (facts: PodFacts, { projection }: Wanted, key: object): Promise<ApiAnswer> => {
  const { pod, node, account } = facts
  const { name = '', uid = '' } = pod.metadata
  const owner = { apiVersion: 'v1', kind: 'Pod', name, uid }
  const { maxExpirationSeconds, userAnnotations } = projection
  const body = {
    metadata: { generateName: `${name}-`, ownerReferences: [owner] },
    spec: {
      signerName: projection.signerName,
      podName: name,
      podUID: uid,
      serviceAccountName: account.metadata.name,
      serviceAccountUID: account.metadata.uid,
      nodeName: node.metadata.name,
      nodeUID: node.metadata.uid,
      ...(maxExpirationSeconds === undefined ? {} : { maxExpirationSeconds }),
      ...(userAnnotations === undefined ? {} : { unverifiedUserAnnotations: userAnnotations }),
      ...key,
    },
  }
  return ask(facts.connection, 'POST', collection(facts), body, nodeOf(facts))
}

/** Makes a key and asks for its certificate. Throws KubeletError with the server's words when it refuses. */
export const askForCertificate = async (facts: PodFacts, wanted: Wanted): Promise<Answered> => {
  const key = await generateKey(KEY_TYPES[wanted.projection.keyType]!)
  const stub = (await stubRequest(key)).toString('base64')
  let answer = await post(facts, wanted, { stubPKCS10Request: stub })
  if (answer.code === 422 && messageOf(answer).includes('spec.pkixPublicKey')) {
    // up to 1.35 there is the older form only
    const { publicKey, proof } = keyWithProof(key, facts.pod.metadata.uid ?? '')
    answer = await post(facts, wanted, {
      pkixPublicKey: publicKey.toString('base64'),
      proofOfPossession: proof.toString('base64'),
    })
  }
  if (answer.code !== 201) throw new KubeletError(`refused: ${messageOf(answer)}`)
  return { request: answer.body as unknown as PodCertificateRequest, keyPem: exportKey(key) }
}

/** Looks at a request until its signer has answered, or `timeoutSeconds` are over. */
export const waitForAnswer = async (
  facts: PodFacts,
  { metadata }: PodCertificateRequest,
  timeoutSeconds: number,
): Promise<PodCertificateRequest> => {
  const path = `${collection(facts)}/${metadata.name}`
  for (let waited = 0; ; waited += POLL_MS) {
    const answer = await ask(facts.connection, 'GET', path, undefined, nodeOf(facts))
    if (answer.code !== 200) throw new KubeletError(messageOf(answer))
    const request = answer.body as unknown as PodCertificateRequest
    const isAnswered = (request.status?.conditions ?? []).length > 0
    if (isAnswered || waited >= timeoutSeconds * 1000) return request
    await setTimeout(POLL_MS)
  }
}

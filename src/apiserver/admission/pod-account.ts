/**
 * ServiceAccount (`plugin/pkg/admission/serviceaccount`): pods run as a service account and mount
 * its token.
 */
import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import {
  type Container,
  isMirror,
  type Pod,
  type ServiceAccount,
  type Volume,
} from '../../apis/core.ts'
import { type Entropy, nameSuffix } from '../../apimachinery/entropy.ts'
import type { AdmissionPlugin } from './admission.ts'
import { refusal } from './forbidden.ts'
import { projectsToken, usesSecrets } from './pod-references.ts'
import { podPlugin } from './pods.ts'

type FindAccount = (namespace: string, name: string) => ServiceAccount | undefined

const DEFAULT_ACCOUNT = 'default'
const VOLUME_PREFIX = 'kube-api-access-'
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'
/** if a pod token is requested for exactly this long, the token endpoint issues it for a year */
export const POD_TOKEN_SECONDS = 3607

const tokenVolume = (name: string): Volume => ({
  name,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: POD_TOKEN_SECONDS, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [
            { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } },
          ],
        },
      },
    ],
    defaultMode: 0o644,
  },
})

const usesTokenPath = ({ volumeMounts = [] }: Container): boolean =>
  volumeMounts.some(({ mountPath }) => mountPath === MOUNT_PATH)

const withMount = (container: Container, name: string): Container => {
  if (usesTokenPath(container)) return container
  const mount = { name, readOnly: true, mountPath: MOUNT_PATH }
  return { ...container, volumeMounts: [...(container.volumeMounts ?? []), mount] }
}

const withToken = (pod: Pod, entropy: Entropy): Pod => {
  const { spec } = pod
  const { containers, initContainers, volumes = [] } = spec
  const all = [...(initContainers ?? []), ...(containers ?? [])]
  if (all.every(usesTokenPath)) return pod
  const own = volumes.find(({ name }) => name.startsWith(VOLUME_PREFIX))
  const name = own?.name ?? `${VOLUME_PREFIX}${nameSuffix(entropy)}`
  return {
    ...pod,
    spec: {
      ...spec,
      volumes: own === undefined ? [...volumes, tokenVolume(name)] : volumes,
      ...(initContainers && { initContainers: initContainers.map((one) => withMount(one, name)) }),
      containers: containers?.map((one) => withMount(one, name)) ?? null,
    },
  }
}

/** Returns the forbidden action of the mirror pod, for the error; undefined: none. */
const mirrorProblem = (pod: Pod): string | undefined => {
  if ((pod.spec.serviceAccountName ?? '') !== '') return 'reference service accounts'
  if (usesSecrets(pod)) return 'reference secrets'
  return projectsToken(pod) ? 'use service account token volume projections' : undefined
}

/** Gives a new pod an account, the account's pull secrets and a token. */
export const podAccount = (find: FindAccount): AdmissionPlugin =>
  podPlugin((written, attributes) => {
    const { operation, context, namespace } = attributes
    if (operation !== 'CREATE') return written
    const { serviceAccountName = '' } = written.spec
    if (isMirror(written)) {
      const problem = mirrorProblem(written)
      if (problem === undefined) return written
      throw refusal(attributes, `a mirror pod may not ${problem}`)
    }
    const accountName = serviceAccountName === '' ? DEFAULT_ACCOUNT : serviceAccountName
    const account = find(namespace, accountName)
    // a new namespace may lack the default account; the real server waits for that account
    if (account === undefined && accountName !== DEFAULT_ACCOUNT) {
      throw refusal(
        attributes,
        `error looking up service account ${namespace}/${accountName}: serviceaccount "${accountName}" not found`,
      )
    }
    const { imagePullSecrets = [] } = written.spec
    const pulls = imagePullSecrets.length > 0 ? imagePullSecrets : account?.imagePullSecrets
    const pod: Pod = {
      ...written,
      spec: {
        ...written.spec,
        serviceAccountName: accountName,
        serviceAccount: accountName,
        ...omitEmpty({ imagePullSecrets: pulls }),
      },
    }
    const automount =
      written.spec.automountServiceAccountToken ?? account?.automountServiceAccountToken ?? true
    return automount ? withToken(pod, context.entropy) : pod
  })

import { createHmac } from 'node:crypto'
import type { ConfigMap, Secret } from '../apis/core.ts'
import { stringMap } from '../apimachinery/meta.ts'
import {
  BOOTSTRAP_TOKEN_NAMESPACE,
  BOOTSTRAP_TOKEN_PREFIX,
  BOOTSTRAP_TOKEN_TYPE,
  bootstrapTokenEnd,
  secretText,
} from '../apiserver/authn/bootstrap-tokens.ts'
import type { ObjectClient } from './object-client.ts'
import { controller, type Controller } from './controller.ts'
import type { ControllerDependencies } from './dependencies.ts'

interface BootstrapSignerOptions extends ControllerDependencies {
  readonly configMaps: ObjectClient<ConfigMap>
  readonly secrets: ObjectClient<Secret>
}

export const CLUSTER_INFO_NAMESPACE = 'kube-public'
/** ConfigMap with kubeadm's kubeconfig, for joining nodes */
export const CLUSTER_INFO = 'cluster-info'
const CONTENT = 'kubeconfig'
const SIGNATURE_PREFIX = 'jws-kubeconfig-'

const TOKEN_NAME = /^bootstrap-token-([a-z0-9]{6})$/

const encoded = (text: string): string => Buffer.from(text).toString('base64url')

/** A JWS with detached content (RFC 7515 appendix F) */
const detachedSignature = (content: string, id: string, secret: string): string => {
  const header = encoded(JSON.stringify({ alg: 'HS256', kid: id }))
  const signature = createHmac('sha256', secret)
    .update(`${header}.${encoded(content)}`)
    .digest('base64url')
  return `${header}..${signature}`
}

const signingToken = (secret: Secret, now: number): [id: string, secret: string] | undefined => {
  if (secret.type !== BOOTSTRAP_TOKEN_TYPE) return undefined
  const id = TOKEN_NAME.exec(secret.metadata.name ?? '')?.[1]
  const key = secretText(secret, 'token-secret')
  const maySign =
    id !== undefined &&
    key !== '' &&
    secretText(secret, 'token-id') === id &&
    bootstrapTokenEnd(secret) > now &&
    secretText(secret, 'usage-bootstrap-signing') === 'true'
  return maySign ? [id, key] : undefined
}

/** Returns the map with the right signatures; undefined if it has them or has no kubeconfig. */
const signed = (map: ConfigMap, tokens: readonly [string, string][]): ConfigMap | undefined => {
  const { data = {} } = map
  const content = data[CONTENT]
  if (content === undefined) return undefined
  const signatures = tokens.map(
    ([id, secret]) => [`${SIGNATURE_PREFIX}${id}`, detachedSignature(content, id, secret)] as const,
  )
  const there = Object.keys(data).filter((key) => key.startsWith(SIGNATURE_PREFIX))
  const isSigned =
    there.length === signatures.length && signatures.every(([key, text]) => data[key] === text)
  if (isSigned) return undefined
  const others = Object.entries(data).filter(([key]) => !key.startsWith(SIGNATURE_PREFIX))
  return { ...map, data: stringMap(Object.fromEntries([...others, ...signatures])) }
}

/**
 * Signs the kubeconfig in kube-public/cluster-info with each bootstrap token that allows it, for
 * `kubeadm join` (`pkg/controller/bootstrap/bootstrapsigner.go`, 1.34, enabled by kubeadm).
 */
export const bootstrapSigner = ({
  configMaps,
  secrets,
  clock,
  log,
}: BootstrapSignerOptions): Controller =>
  controller({
    name: 'bootstrap-signer-controller',
    clock,
    log,
    workers: 1,
    sources: [
      {
        client: configMaps,
        keyFor: ({ metadata }, deleted) =>
          !deleted &&
          metadata.namespace === CLUSTER_INFO_NAMESPACE &&
          metadata.name === CLUSTER_INFO
            ? CLUSTER_INFO
            : undefined,
      },
      {
        client: secrets,
        keyFor: ({ metadata: { namespace, name = '' } }) =>
          namespace === BOOTSTRAP_TOKEN_NAMESPACE && name.startsWith(BOOTSTRAP_TOKEN_PREFIX)
            ? CLUSTER_INFO
            : undefined,
      },
    ],
    reconcile: async () => {
      const map = configMaps.cached(CLUSTER_INFO, CLUSTER_INFO_NAMESPACE)
      if (map === undefined) return
      const tokens = secrets
        .list(BOOTSTRAP_TOKEN_NAMESPACE)
        .map((secret) => signingToken(secret, clock.now()))
        .filter((token) => token !== undefined)
      const changed = signed(map, tokens)
      if (changed !== undefined) await configMaps.update(changed)
    },
  })

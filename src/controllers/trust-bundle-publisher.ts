/**
 * Says in a ClusterTrustBundle which CA a signer has, as Kubernetes does for the one that the API server's certificate comes from
 * (`pkg/controller/certificates/clustertrustbundlepublisher`).
 */
import { createHash } from 'node:crypto'
import type { ClusterTrustBundle } from '../apis/certificates.ts'
import type { Clock } from '../apimachinery/clock.ts'
import { StatusError } from '../apimachinery/status.ts'
import type { Client } from '../apiserver/registry/client.ts'
import { controller, type Controller } from './controller.ts'
import { source } from './feed.ts'
import type { ControllerLog } from './log.ts'

export const KUBE_APISERVER_SERVING_SIGNER = 'kubernetes.io/kube-apiserver-serving'

interface Parts {
  readonly client: Client<ClusterTrustBundle>
  readonly signerName: string
  /** its CA, PEM */
  readonly rootCa: string
  readonly clock: Clock
  readonly log: ControllerLog
}

/** A bundle of another content has another name: the first twelve bytes of its SHA-256 are the end of it. */
const bundleName = (signerName: string, pem: string): string => {
  const hash = createHash('sha256').update(pem).digest('hex').slice(0, 24)
  return `${signerName.replaceAll('/', ':')}:${hash}`
}

/** Makes the bundle, puts it right, and deletes every other bundle of the signer: those of CAs that were before. */
export const trustBundlePublisher = ({
  client,
  signerName,
  rootCa,
  clock,
  log,
}: Parts): Controller => {
  const name = bundleName(signerName, rootCa)
  const spec = { signerName, trustBundle: rootCa }
  const isOurs = (bundle: ClusterTrustBundle): boolean => bundle.spec.signerName === signerName
  const publish = async (): Promise<void> => {
    const current = client.cached(name)
    if (current === undefined) {
      await client.create({
        kind: 'ClusterTrustBundle',
        apiVersion: 'certificates.k8s.io/v1beta1',
        metadata: { name },
        spec,
      })
    } else if (current.spec.trustBundle !== rootCa) {
      await client.update({ ...current, spec })
    }
  }
  const deleteOther = async (other: string): Promise<void> => {
    try {
      await client.delete(other)
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 404) throw error
    }
  }
  return controller({
    name: `${signerName.slice(signerName.indexOf('/') + 1)}-clustertrustbundle-publisher-controller`,
    clock,
    log,
    workers: 1,
    // the signer is the only thing to work on, and has to be worked on even while it has no bundle
    initialKeys: [signerName],
    sources: [
      source<ClusterTrustBundle>({
        client,
        keyFor: (bundle) => (isOurs(bundle) ? signerName : undefined),
      }),
    ],
    reconcile: async () => {
      await publish()
      for (const bundle of client.list().filter(isOurs)) {
        if (bundle.metadata.name !== name) await deleteOther(bundle.metadata.name ?? '')
      }
    },
  })
}

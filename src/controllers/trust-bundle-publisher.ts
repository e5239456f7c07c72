/**
 * Publishes a signer's CA as a ClusterTrustBundle
 * (`pkg/controller/certificates/clustertrustbundlepublisher`).
 */
import { createHash } from 'node:crypto'
import type { ClusterTrustBundle } from '../apis/certificates.ts'
import { controller, type Controller } from './controller.ts'
import type { ResourceDependencies } from './dependencies.ts'
import { unless } from './errors.ts'

export const KUBE_APISERVER_SERVING_SIGNER = 'kubernetes.io/kube-apiserver-serving'

interface PublisherOptions extends ResourceDependencies<ClusterTrustBundle> {
  readonly signerName: string
  readonly rootCa: string
}

/** The name ends in the first twelve bytes of the content's SHA-256. */
const bundleName = (signerName: string, pem: string): string => {
  const hash = createHash('sha256').update(pem).digest('hex').slice(0, 24)
  return `${signerName.replaceAll('/', ':')}:${hash}`
}

/** Creates or repairs the bundle, and deletes the signer's other bundles. */
export const trustBundlePublisher = ({
  client,
  signerName,
  rootCa,
  clock,
  log,
}: PublisherOptions): Controller => {
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
  return controller({
    name: `${signerName.slice(signerName.indexOf('/') + 1)}-clustertrustbundle-publisher-controller`,
    clock,
    log,
    workers: 1,
    // the signer is the only key, and is queued at the start even if no bundle exists
    initialKeys: [signerName],
    sources: [
      {
        client,
        keyFor: (bundle: ClusterTrustBundle) => (isOurs(bundle) ? signerName : undefined),
      },
    ],
    reconcile: async () => {
      await publish()
      for (const bundle of client.list().filter(isOurs)) {
        const other = bundle.metadata.name ?? ''
        if (other !== name) await unless(404, client.delete(other))
      }
    },
  })
}

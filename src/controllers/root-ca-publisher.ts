import type { ConfigMap } from '../apis/core.ts'
import { stringMap } from '../apimachinery/meta.ts'
import { withMetadata } from '../apiserver/registry/metadata.ts'
import type { Controller } from './controller.ts'
import { namespacedObject, type NamespacedDependencies } from './namespaced-object.ts'

interface RootCaOptions extends NamespacedDependencies<ConfigMap> {
  readonly rootCa: string
}

export const ROOT_CA_NAME = 'kube-root-ca.crt'

const DESCRIPTION = 'kubernetes.io/description'
const DESCRIPTION_TEXT =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal ' +
  'service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

/**
 * Publishes the CA as ConfigMap `kube-root-ca.crt` in every active namespace
 * (`pkg/controller/certificates/rootcacertpublisher`). Restores changed data and a missing
 * description, but a changed description only if the data changed too.
 */
export const rootCaPublisher = ({ rootCa, ...dependencies }: RootCaOptions): Controller => {
  const data = stringMap({ 'ca.crt': rootCa })
  return namespacedObject<ConfigMap>({
    ...dependencies,
    name: 'root-ca-certificate-publisher-controller',
    desired: {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: ROOT_CA_NAME, annotations: stringMap({ [DESCRIPTION]: DESCRIPTION_TEXT }) },
      data,
    },
    repaired: (current) => {
      const keys = Object.keys(current.data ?? {})
      const intact = keys.length === 1 && current.data?.['ca.crt'] === rootCa
      const described = (current.metadata.annotations?.[DESCRIPTION] ?? '') !== ''
      if (intact && described) return undefined
      const annotations = stringMap({
        ...current.metadata.annotations,
        [DESCRIPTION]: DESCRIPTION_TEXT,
      })
      return withMetadata({ ...current, data }, { annotations })
    },
  })
}

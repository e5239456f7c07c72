import { omitEmpty } from '../apimachinery/omit-empty.ts'
import type { RequestContext } from '../apimachinery/context.ts'
import type { ConfigMap } from '../apis/core.ts'
import { stringMap } from '../apimachinery/meta.ts'
import type { Registry } from '../apiserver/registry/registry.ts'
import { ensureObject } from './ensure-object.ts'

const CLIENT_CAS = 'client-ca-file'

const configMap = (name: string, key: string, text: string): ConfigMap => ({
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { name, namespace: 'kube-system' },
  data: stringMap({ [key]: text }),
})

/**
 * Writes two ConfigMaps: the client CAs for extension API servers
 * (`pkg/controlplane/controller/clusterauthenticationtrust`), and the day since which legacy tokens
 * are tracked (`pkg/controlplane/controller/legacytokentracking`). `clientAuthorities`: PEM.
 */
export const ensureApiServerMaps = async (
  context: RequestContext,
  configMaps: Registry,
  clientAuthorities: readonly string[],
): Promise<void> => {
  const today = new Date(context.clock.now()).toISOString().slice(0, 10)
  const trust = configMap(
    'extension-apiserver-authentication',
    CLIENT_CAS,
    clientAuthorities.join(''),
  )
  const { data } = trust
  await Promise.all([
    ensureObject(context, configMaps, trust, (stored) =>
      stored.data?.[CLIENT_CAS] === data?.[CLIENT_CAS]
        ? stored
        : { ...stored, ...omitEmpty({ data }) },
    ),
    ensureObject(
      context,
      configMaps,
      configMap('kube-apiserver-legacy-service-account-token-tracking', 'since', today),
    ),
  ])
}

/** The ConfigMaps that an API server itself keeps in kube-system. */
import type { RequestContext } from '../api/context.ts'
import type { ConfigMap } from '../api/kinds/core.ts'
import type { StringMap } from '../api/meta.ts'
import { done } from '../api/turns.ts'
import { parseCertificatesPem } from '../ca/certificate.ts'
import { X509Error } from '../ca/errors.ts'
import { encodePem } from '../ca/pem.ts'
import type { Registry } from '../registry/registry.ts'
import { retryOnConflict } from './retry.ts'

const NAMESPACE = 'kube-system'
const CLIENT_CAS = 'client-ca-file'
/** How long an expired CA still counts, in milliseconds. */
const SLACK_MS = 5 * 60_000

const map = (entries: StringMap): StringMap =>
  Object.assign(Object.create(null) as StringMap, entries)

/** The DER of the certificates in a PEM text; none of one that cannot be read. */
const readCas = (pem: string, now: number): Buffer[] => {
  try {
    return parseCertificatesPem(pem)
      .filter(({ notAfter }) => notAfter > now - SLACK_MS)
      .map(({ raw }) => raw)
  } catch (error) {
    if (error instanceof X509Error) return []
    throw error
  }
}

/** Both lists, each certificate once. */
const united = (stored: string, own: string, now: number): string => {
  const ders = [...readCas(stored, now), ...readCas(own, now)]
  const unique = new Map(ders.map((der) => [der.toString('base64'), der]))
  return [...unique.values()].map((der) => encodePem('CERTIFICATE', der)).join('')
}

/** Creates the ConfigMap, or updates it if `dataOf` gives another text for its one key. */
const ensure = (
  context: RequestContext,
  configMaps: Registry,
  { name, key, textOf }: { name: string; key: string; textOf: (stored: string) => string },
): Promise<void> =>
  retryOnConflict(async () => {
    const stored: Partial<ConfigMap> | undefined = configMaps.latest(NAMESPACE, name)
    const text = textOf(stored?.data?.[key] ?? '')
    if (stored === undefined) {
      const object: ConfigMap = {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { name, namespace: NAMESPACE },
        data: map({ [key]: text }),
      }
      await configMaps.create(context, { namespace: NAMESPACE, object })
    } else if (stored.data?.[key] !== text) {
      await configMaps.update(context, {
        namespace: NAMESPACE,
        name,
        subresource: '',
        change: (current) => done(current && { ...current, data: map({ [key]: text }) }),
      })
    }
  })

/**
 * Writes the CAs that log clients in, for extension API servers (`pkg/controlplane/controller/clusterauthenticationtrust`), and the
 * day since which legacy tokens are tracked (`pkg/controlplane/controller/legacytokentracking`).
 *
 * @param context of the server itself
 * @param clientAuthorities PEM
 */
export const ensureApiServerMaps = async (
  context: RequestContext,
  configMaps: Registry,
  clientAuthorities: readonly string[],
): Promise<void> => {
  const now = context.clock.now()
  const today = new Date(now).toISOString().slice(0, 10)
  await Promise.all([
    ensure(context, configMaps, {
      name: 'extension-apiserver-authentication',
      key: CLIENT_CAS,
      textOf: (stored) => united(stored, clientAuthorities.join(''), now),
    }),
    ensure(context, configMaps, {
      name: 'kube-apiserver-legacy-service-account-token-tracking',
      key: 'since',
      textOf: (stored) => (stored === '' ? today : stored),
    }),
  ])
}

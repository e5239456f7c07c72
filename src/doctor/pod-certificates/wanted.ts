/** Which certificates a pod wants, by its volumes or by what the command line says. Pure. */
import { isAbsolute } from 'node:path'
import type { Pod, PodCertificateProjection } from '../../api/kinds/core.ts'
import type { KeyType } from '../../ca/keys.ts'

export interface Wanted {
  /** the volume; undefined for what the command line asks for */
  readonly volume: string | undefined
  readonly projection: PodCertificateProjection
}

/** The types of keys by the names that volumes have for them (`core/v1` types.go, 1.37). */
export const KEY_TYPES: Readonly<Record<string, KeyType>> = {
  RSA3072: 'rsa3072',
  RSA4096: 'rsa4096',
  ECDSAP256: 'p256',
  ECDSAP384: 'p384',
  ECDSAP521: 'p521',
  ED25519: 'ed25519',
}

/** What the podCertificate sources of the pod's volumes want, in their order. */
export const wantedByVolumes = ({ spec }: Pod): Wanted[] =>
  (spec.volumes ?? []).flatMap(({ name, projected }) =>
    (projected?.sources ?? []).flatMap(({ podCertificate }) =>
      podCertificate === undefined ? [] : [{ volume: name, projection: podCertificate }],
    ),
  )

/** One certificate as the command line asks for it. */
export const wantedByFlags = (signerName: string, keyType: string): Wanted => ({
  volume: undefined,
  projection: { signerName, keyType, credentialBundlePath: 'credentialbundle.pem' },
})

/** Paths of volumes lead nowhere else: relative, and never up. */
const staysInside = (path: string): boolean => !isAbsolute(path) && !path.split('/').includes('..')

/** Why a kubelet could not serve this, or undefined. */
export const wantedProblem = ({ projection }: Wanted): string | undefined => {
  const { keyType, credentialBundlePath, keyPath, certificateChainPath } = projection
  if (!Object.hasOwn(KEY_TYPES, keyType)) {
    return `key type ${JSON.stringify(keyType)} is none of ${Object.keys(KEY_TYPES).join(', ')}`
  }
  const paths = [credentialBundlePath, keyPath, certificateChainPath].filter(
    (path): path is string => path !== undefined && path !== '',
  )
  if (paths.length === 0) return 'it names no file to write; give it a credentialBundlePath'
  const outside = paths.find((path) => !staysInside(path))
  return outside === undefined
    ? undefined
    : `path ${JSON.stringify(outside)} leads out of the volume`
}

import type { Release } from '../../apimachinery/release/release.ts'
import { releaseOf, VERSIONS } from '../../apimachinery/release/known-releases.ts'
import type { ControllerName } from '../../controllers/selection.ts'
import type { ValidOptions } from '../../server/options.ts'
import type { ControllersOptions } from './options.ts'

/** Returns the known release closest to a version. */
export const closestRelease = (version: string): Release => {
  const [first, last] = [VERSIONS[0]!, VERSIONS.at(-1)!]
  const minor = Number(/^v1\.(\d+)/.exec(version)?.[1])
  const known = releaseOf(`v1.${minor}`)
  return known ?? releaseOf(minor < Number(first.slice('v1.'.length)) ? first : last)!
}

/** Returns the selected controllers that have work on this server and with these options. */
export const runnable = (
  { controllers: selected, podCertificateSigner }: ValidOptions,
  { serviceAccountKey }: ControllersOptions,
  rootCa: string | undefined,
  isServed: (resource: string) => boolean,
): ReadonlySet<ControllerName> => {
  const hasBundles = isServed('clustertrustbundles')
  const hasPods = isServed('podcertificaterequests')
  const conditions: Partial<Record<ControllerName, boolean>> = {
    'root-ca-certificate-publisher-controller': rootCa !== undefined,
    'kube-apiserver-serving-clustertrustbundle-publisher-controller':
      rootCa !== undefined && hasBundles,
    'podcertificaterequest-signing-controller': podCertificateSigner !== undefined && hasPods,
    'podcertificaterequest-cleaner-controller': hasPods,
    'serviceaccount-token-controller': serviceAccountKey !== undefined,
  }
  return new Set([...selected].filter((name) => conditions[name] ?? true))
}

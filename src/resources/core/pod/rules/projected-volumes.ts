/** Volumes that several sources share (`validateProjectedVolumeSource` of `pkg/apis/core/validation`, 1.36). */
import {
  forbidden,
  invalid,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import type {
  KeyToPath,
  NamedReference,
  ProjectedSource,
  Projection,
} from '../../../../api/kinds/volumes.ts'
import { validateDownwardFile, validateKeyToPath } from './file-volumes.ts'
import { validateUnreservedPath } from './paths.ts'
import { validatePodCertificate } from './pod-certificates.ts'
import type { PodScope } from './scope.ts'
import { validateTrustBundle } from './trust-bundles.ts'
import { validateMode, validateRequired } from './words.ts'

const SHORTEST_TOKEN = 600
const LONGEST_TOKEN = 2 ** 32

/** Paths of files, each of which may be there once. Errors stand at the volume itself. */
class Paths {
  readonly #taken = new Set<string>()
  readonly #volume: FieldPath
  constructor(volume: FieldPath) {
    this.#volume = volume
  }

  /** `shown`: what the error shows when the path is taken already. */
  take(path: string, shown = path): FieldError[] {
    if (!this.#taken.has(path)) {
      this.#taken.add(path)
      return []
    }
    return [invalid(this.#volume, shown, 'conflicting duplicate paths')]
  }
}

const validateKeys = (
  source: NamedReference & { readonly items?: KeyToPath[] },
  path: FieldPath,
  paths: Paths,
): FieldError[] => [
  ...validateRequired(path, source, 'name'),
  ...(source.items ?? []).flatMap((item, i) => [
    ...validateKeyToPath(item, path.child('items').index(i)),
    ...(item.path ? paths.take(item.path, source.name ?? '') : []),
  ]),
]

/** The path's errors stand at the volume. */
const validateToken = (
  { expirationSeconds = 0, path: file = '' }: NonNullable<Projection['serviceAccountToken']>,
  path: FieldPath,
  volume: FieldPath,
): FieldError[] => {
  const at = path.child('expirationSeconds')
  const errors: FieldError[] = []
  if (expirationSeconds < SHORTEST_TOKEN) {
    const text = 'may not specify a duration less than 10 minutes'
    errors.push(invalid(at, expirationSeconds, text))
  }
  if (expirationSeconds > LONGEST_TOKEN) {
    const text = 'may not specify a duration larger than 2^32 seconds'
    errors.push(invalid(at, expirationSeconds, text))
  }
  const filePath = volume.child('path')
  return [
    ...errors,
    ...(file === '' ? [required(filePath)] : validateUnreservedPath(filePath, file)),
  ]
}

const SOURCES = [
  'secret',
  'configMap',
  'downwardAPI',
  'serviceAccountToken',
  'clusterTrustBundle',
  'podCertificate',
] as const

const validateProjection = (
  source: Projection,
  path: FieldPath,
  volume: FieldPath,
  paths: Paths,
  scope: PodScope,
): FieldError[] => {
  const { secret, configMap, downwardAPI, serviceAccountToken } = source
  const { clusterTrustBundle, podCertificate } = source
  const at = path.child('downwardAPI')
  return [
    ...(secret ? validateKeys(secret, path.child('secret'), paths) : []),
    ...(configMap ? validateKeys(configMap, path.child('configMap'), paths) : []),
    ...(downwardAPI?.items ?? []).flatMap((file) => [
      ...validateDownwardFile(file, at, scope),
      ...(file.path ? paths.take(file.path) : []),
    ]),
    ...(serviceAccountToken
      ? validateToken(serviceAccountToken, path.child('serviceAccountToken'), volume)
      : []),
    ...(clusterTrustBundle
      ? [
          ...validateTrustBundle(clusterTrustBundle, path.child('clusterTrustBundle'), scope),
          ...paths.take(clusterTrustBundle.path ?? ''),
        ]
      : []),
    ...(podCertificate
      ? validatePodCertificate(podCertificate, path.child('podCertificate'), scope, (file) =>
          paths.take(file),
        )
      : []),
    ...(SOURCES.filter((name) => source[name] !== undefined).length > 1
      ? [forbidden(path, 'may not specify more than 1 volume type per source')]
      : []),
  ]
}

export const validateProjectedVolume = (
  { sources, defaultMode }: ProjectedSource,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const paths = new Paths(path)
  return [
    ...validateMode(path.child('defaultMode'), defaultMode),
    ...(sources ?? []).flatMap((source, i) =>
      validateProjection(source, path.child('sources').index(i), path, paths, scope),
    ),
  ]
}

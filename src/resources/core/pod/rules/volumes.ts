/** The volumes of a pod (`ValidateVolumes` of `pkg/apis/core/validation`, 1.36). */
import {
  duplicate,
  forbidden,
  invalid,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { dns1123LabelErrors, dns1123SubdomainErrors } from '../../../../api/names.ts'
import { goQuote } from '../../../../api/text/quote.ts'
import type { Volume, VolumeSource } from '../../../../api/kinds/volumes.ts'
import { validateIscsiLength } from './iscsi.ts'
import type { PodScope } from './scope.ts'
import { SOURCES, type SourceRule } from './volume-sources.ts'
import { validateRequiredText } from './words.ts'

type Kind = keyof VolumeSource

const KINDS = Object.keys(SOURCES) as Kind[]

/** The claim of an ephemeral volume is named after the pod and the volume. */
const validateClaimName = (
  { name }: Volume,
  path: FieldPath,
  { metadata }: PodScope,
): FieldError[] => {
  if (!metadata?.name || name === '') return []
  const claim = `${metadata.name}-${name}`
  return dns1123SubdomainErrors(claim).map((text) =>
    invalid(path.child('name'), name, `PVC name ${goQuote(claim)}: ${text}`),
  )
}

const validateFirst = (
  kind: Kind,
  volume: Volume,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const { validate, at = kind } = SOURCES[kind] as SourceRule
  return validate(volume[kind] as never, path.child(at), scope)
}

/** The first kind that it names is judged, and every further one refused. */
const validateSource = (volume: Volume, path: FieldPath, scope: PodScope): FieldError[] => {
  const [first, ...others] = KINDS.filter((kind) => volume[kind] !== undefined)
  if (first === undefined) return [required(path, 'must specify a volume type')]
  const portal = volume.iscsi ? validateIscsiLength(volume.name, volume.iscsi, path) : []
  return [
    ...validateFirst(first, volume, path, scope),
    ...(first === 'iscsi' ? portal : []),
    ...(first === 'ephemeral' ? validateClaimName(volume, path, scope) : []),
    ...others.flatMap((kind) => {
      const { refusedAt = kind } = SOURCES[kind]
      return [
        forbidden(path.child(refusedAt), 'may not specify more than 1 volume type'),
        ...(kind === 'iscsi' ? portal : []),
      ]
    }),
  ]
}

/** Claims that are made for the pod itself are no claims for it to name. */
const validateClaimReference = (
  { persistentVolumeClaim }: Volume,
  made: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] => {
  const claim = persistentVolumeClaim?.claimName ?? ''
  return made.has(claim)
    ? [
        invalid(
          path.child('persistentVolumeClaim', 'claimName'),
          claim,
          'must not reference a PVC that gets created for an ephemeral volume',
        ),
      ]
    : []
}

/** Volumes by their names, as containers may use them: those in which there is nothing wrong. */
export type SoundVolumes = ReadonlyMap<string, VolumeSource>

export const validateVolumes = (
  volumes: readonly Volume[],
  path: FieldPath,
  scope: PodScope,
): { readonly sound: SoundVolumes; readonly errors: FieldError[] } => {
  const sound = new Map<string, VolumeSource>()
  const pod = scope.metadata?.name
  const made = new Set(
    pod ? volumes.filter((v) => v.ephemeral).map(({ name }) => `${pod}-${name}`) : [],
  )
  const errors = volumes.flatMap((volume, i) => {
    const at = path.index(i)
    const own = [
      ...validateSource(volume, at, scope),
      ...validateRequiredText(at.child('name'), volume.name, dns1123LabelErrors),
    ]
    if (sound.has(volume.name)) own.push(duplicate(at.child('name'), volume.name))
    if (own.length === 0) sound.set(volume.name, volume)
    return [...own, ...validateClaimReference(volume, made, at)]
  })
  return { sound, errors }
}

/** Volumes of kinds that are no more (`pkg/api/pod/warnings.go`, 1.36). */
import type { FieldPath } from '../../../../api/field.ts'
import { isWholeQuantity } from '../../../../api/quantity.ts'
import { goQuote } from '../../../../api/text/quote.ts'
import type { Volume } from '../../../../api/kinds/volumes.ts'

const gone = (deprecated: string, removed: string): string =>
  `deprecated in ${deprecated}, non-functional in ${removed}+`

/** In the order in which they are looked at, and as the warning calls them. */
const BEFORE_CLAIMS = [
  ['photonPersistentDisk', 'photonPersistentDisk', gone('v1.11', 'v1.16')],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', gone('v1.16', 'v1.22')],
  ['flocker', 'flocker', gone('v1.22', 'v1.25')],
  ['storageos', 'storageOS', gone('v1.22', 'v1.25')],
  ['quobyte', 'quobyte', gone('v1.22', 'v1.25')],
  ['glusterfs', 'glusterfs', gone('v1.25', 'v1.26')],
] as const
const AFTER_CLAIMS = [
  ['cephfs', 'cephfs', gone('v1.28', 'v1.31')],
  ['rbd', 'rbd', gone('v1.28', 'v1.31')],
] as const

/** An amount of memory or storage that is no number of bytes. */
export const fractionWarning = (path: FieldPath, amount: string | undefined): string[] =>
  amount === undefined || isWholeQuantity(amount)
    ? []
    : [
        `${path.toString()}: fractional byte value ${goQuote(amount)} is invalid, must be an integer`,
      ]

export const volumeWarnings = (volume: Volume, path: FieldPath): string[] => {
  const deprecated = (kinds: typeof BEFORE_CLAIMS | typeof AFTER_CLAIMS): string[] =>
    kinds.flatMap(([kind, name, text]) =>
      volume[kind] ? [`${path.child(name).toString()}: ${text}`] : [],
    )
  const resources = volume.ephemeral?.volumeClaimTemplate?.spec?.resources ?? {}
  const at = path.child('ephemeral', 'volumeClaimTemplate', 'spec', 'resources')
  return [
    ...deprecated(BEFORE_CLAIMS),
    ...(['requests', 'limits'] as const).flatMap((kind) =>
      fractionWarning(at.child(kind).key('storage'), resources[kind]?.['storage']),
    ),
    ...deprecated(AFTER_CLAIMS),
  ]
}

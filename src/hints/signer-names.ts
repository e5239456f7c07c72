import { validateSignerName } from '../api/signer-name.ts'
import { FieldPath } from '../api/field.ts'
import { BUILT_IN_SIGNERS, isBuiltInSigner, LEGACY_UNKNOWN } from '../ca/signers.ts'
import { editDistance, nearest } from './nearest.ts'

/** The signers that a new request may name. */
export const SERVED = BUILT_IN_SIGNERS.filter((name) => name !== LEGACY_UNKNOWN)

const PATH = FieldPath.of('spec', 'signerName')

const afterSlash = (name: string): string => name.slice(name.indexOf('/') + 1)

/** A well-formed name that none of the cluster's signers has. */
export const isUnserved = (signerName: string): boolean =>
  !isBuiltInSigner(signerName) && validateSignerName(signerName, PATH).length === 0

/** The signer that was probably meant. Below `kubernetes.io` nobody else has signers, so there the nearest one always is. */
export const nearestSigner = (signerName: string): string | undefined => {
  if (!signerName.startsWith('kubernetes.io/')) return nearest(signerName, SERVED)
  const path = afterSlash(signerName)
  const distance = (name: string): number => editDistance(path, afterSlash(name), 100)
  return [...SERVED].sort((a, b) => distance(a) - distance(b))[0]
}

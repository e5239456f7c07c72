import { LEGACY_UNKNOWN_SIGNER } from '../api/kinds/certificates.ts'
import { FieldPath } from '../api/field.ts'
import { validateSignerName } from '../api/signer-name.ts'
import { BUILT_IN_SIGNERS, type BuiltInSigner } from '../ca/signers.ts'
import { sendAgainCommand } from './commands.ts'
import type { Said } from './hint.ts'
import { editDistance, nearest } from './nearest.ts'

/** Whether a name is that of one of Kubernetes' own signers. */
export const isBuiltInSigner = (signerName: string): signerName is BuiltInSigner =>
  (BUILT_IN_SIGNERS as readonly string[]).includes(signerName)

const PATH = FieldPath.of('spec', 'signerName')

const afterSlash = (name: string): string => name.slice(name.indexOf('/') + 1)

/** A well-formed name that no signer of the cluster has. `signers`: those that run. */
export const isUnserved = (
  signerName: string | undefined,
  signers: ReadonlySet<string>,
): signerName is string =>
  signerName !== undefined &&
  !signers.has(signerName) &&
  validateSignerName(signerName, PATH).length === 0

/** The signer that was probably meant. Below `kubernetes.io` nobody else has signers, so there the nearest one always is. */
export const nearestSigner = (
  signerName: string,
  signers: ReadonlySet<string>,
): string | undefined => {
  const offered = [...signers].filter((name) => name !== LEGACY_UNKNOWN_SIGNER)
  // a signer of Kubernetes that does not run here is spelt well enough
  if (isBuiltInSigner(signerName)) return undefined
  if (!signerName.startsWith('kubernetes.io/')) return nearest(signerName, offered)
  const path = afterSlash(signerName)
  const distance = (name: string): number => editDistance(path, afterSlash(name), 100)
  return offered.sort((a, b) => distance(a) - distance(b))[0]
}

/** What to do about a signer that nobody is. `said`: what is to be said of it, without a full stop. */
export const signerCure = (
  said: string,
  {
    name,
    signerName,
    signers,
  }: {
    /** of the object; '' while it is not known, or nothing was sent */
    readonly name: string
    readonly signerName: string
    readonly signers: ReadonlySet<string>
  },
): Said => {
  const meant = nearestSigner(signerName, signers)
  if (meant === undefined) return { text: `${said}, unless a controller of your own signs it.` }
  const text = `${said}. Did you mean ${meant}?`
  return name === ''
    ? { text }
    : {
        text: `${text} Then send it again with that.`,
        command: sendAgainCommand(name, { signerName: meant }),
      }
}

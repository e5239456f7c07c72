import { KUBE_APISERVER_CLIENT_SIGNER, LEGACY_UNKNOWN_SIGNER } from '../../apis/certificates.ts'
import { FieldPath } from '../../apimachinery/field.ts'
import { signerDomain, validateSignerName } from '../../apimachinery/signer-name.ts'
import { BUILT_IN_SIGNERS, type BuiltInSigner } from '../../ca/signers.ts'
import { replaceCommand } from './commands.ts'
import type { Said } from './hint.ts'
import { editDistance, nearest } from '../../apimachinery/text/nearest.ts'
import { ENGLISH_HINTS, type HintWords } from './words/en.ts'

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

/** `kubernetes.io`, `k8s.io` and what is below belong to Kubernetes alone. */
const isOfKubernetes = (signerName: string): boolean =>
  /(?:^|\.)(?:kubernetes|k8s)\.io$/.test(signerDomain(signerName))

/** Those that may be asked. */
const offeredOf = (signers: ReadonlySet<string>): string[] =>
  [...signers].filter((name) => name !== LEGACY_UNKNOWN_SIGNER)

/** The signer that was probably meant. In the domains of Kubernetes nobody else has signers, so there the nearest one always is. */
export const nearestSigner = (
  signerName: string,
  signers: ReadonlySet<string>,
): string | undefined => {
  const offered = offeredOf(signers)
  // a signer of Kubernetes that does not run here is spelt well enough
  if (isBuiltInSigner(signerName)) return undefined
  if (!isOfKubernetes(signerName)) return nearest(signerName, offered)
  const path = afterSlash(signerName)
  const distance = (name: string): number => editDistance(path, afterSlash(name), 100)
  return offered.sort((a, b) => distance(a) - distance(b))[0]
}

/** The signer that was probably meant by a name that is none: with its domain, in small letters, with hyphens. */
export const meantSigner = (
  signerName: string,
  signers: ReadonlySet<string>,
): string | undefined => {
  if (signerName === LEGACY_UNKNOWN_SIGNER) return KUBE_APISERVER_CLIENT_SIGNER
  const spelt = signerName.toLowerCase().replaceAll(/[_ ]/g, '-')
  const whole = spelt.includes('/') ? spelt : `kubernetes.io/${spelt}`
  if (signers.has(whole)) return whole
  if (spelt.includes('/')) return nearestSigner(whole, signers)
  const offered = offeredOf(signers)
  return offered.find((name) => name.startsWith(whole)) ?? nearest(whole, offered)
}

/** What to do about a signer that nobody is. `said`: what is to be said of it, without a full stop. */
export const signerCure = (
  said: string,
  {
    name,
    sent,
    signerName,
    signers,
    why,
  }: {
    /** of the object */
    readonly name: string
    /** whether the object is there, so that it can be sent again */
    readonly sent: boolean
    readonly signerName: string
    readonly signers: ReadonlySet<string>
    /** what comes of it, where somebody else was meant */
    readonly why?: string
  },
  say: HintWords = ENGLISH_HINTS,
): Said => {
  const meant = nearestSigner(signerName, signers)
  if (meant === undefined) return { text: say.unlessOwnController(said) }
  const asked = { text: say.didYouMean(said, meant), ...(why !== undefined && { why }) }
  return sent
    ? {
        ...asked,
        mend: say.writeAndSend,
        command: replaceCommand(name),
      }
    : asked
}

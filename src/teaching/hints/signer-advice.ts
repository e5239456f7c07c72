import {
  type CertificateSigningRequest,
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
} from '../../apis/certificates.ts'
import { FieldPath } from '../../apimachinery/field.ts'
import { signerDomain, validateSignerName } from '../../apimachinery/signer-name.ts'
import {
  BUILT_IN_SIGNERS,
  type BuiltInSigner,
  type UnmetRule,
  unmetRules,
} from '../../ca/signers.ts'
import { fileOf, replaceCommand, requestCommand } from './commands.ts'
import type { FixOptions, HintText } from './hint.ts'
import { requestIn } from './key-of.ts'
import { usagesText } from './usages.ts'
import { editDistance, nearest } from '../../apimachinery/text/nearest.ts'
import { hintWords } from '../words/words.ts'

export const isBuiltInSigner = (signerName: string): signerName is BuiltInSigner =>
  (BUILT_IN_SIGNERS as readonly string[]).includes(signerName)

/** Returns the first of a built-in signer's rules that the request breaks. */
export const predictedProblem = (csr: CertificateSigningRequest): UnmetRule | undefined => {
  const { signerName, usages = [] } = csr.spec
  const request = requestIn(csr)
  return request !== undefined && isBuiltInSigner(signerName) && usages.length > 0
    ? unmetRules(signerName, request, usages)[0]
    : undefined
}

const PATH = FieldPath.of('spec', 'signerName')

const afterSlash = (name: string): string => name.slice(name.indexOf('/') + 1)

/** Whether a valid name belongs to no running signer. */
export const isUnserved = (
  signerName: string | undefined,
  signers: ReadonlySet<string>,
): signerName is string =>
  signerName !== undefined &&
  !signers.has(signerName) &&
  validateSignerName(signerName, PATH).length === 0

/** Whether the domain is reserved for Kubernetes. */
const isOfKubernetes = (signerName: string): boolean =>
  /(?:^|\.)(?:kubernetes|k8s)\.io$/.test(signerDomain(signerName))

const offeredOf = (signers: ReadonlySet<string>): string[] =>
  [...signers].filter((name) => name !== LEGACY_UNKNOWN_SIGNER)

/**
 * Returns a signer with a similar name. In Kubernetes' domains, where nobody else has signers,
 * returns the most similar name, however different. Returns undefined for a built-in signer: its
 * name is spelt correctly.
 */
export const nearestSigner = (
  signerName: string,
  signers: ReadonlySet<string>,
): string | undefined => {
  const offered = offeredOf(signers)
  if (isBuiltInSigner(signerName)) return undefined
  if (!isOfKubernetes(signerName)) return nearest(signerName, offered)
  const path = afterSlash(signerName)
  const distance = (name: string): number => editDistance(path, afterSlash(name), 100)
  return offered.sort((a, b) => distance(a) - distance(b))[0]
}

/** Corrects an invalid name: adds the domain, restores lower case and hyphens. */
export const intendedSigner = (
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

/** `said`: the problem, without a full stop; `why`: its consequence. */
export const signerCure = (
  said: string,
  { spec: { signerName }, metadata: { name = '' } }: CertificateSigningRequest,
  signers: ReadonlySet<string>,
  { canReplace = true, why, say = hintWords() }: FixOptions & { readonly why?: string } = {},
): HintText => {
  const meant = nearestSigner(signerName, signers)
  if (meant === undefined) return { text: say.unlessOwnController(said) }
  return {
    text: say.didYouMean(said, meant),
    ...(why !== undefined && { why }),
    ...(canReplace && { mend: say.writeAndSend, command: replaceCommand(name) }),
  }
}

const NODE = 'system:node:'

/** `said`: the signer's refusal, without a full stop. */
export const cureOf = (
  said: string,
  csr: CertificateSigningRequest,
  { canReplace = true, say = hintWords() }: FixOptions = {},
): HintText => {
  const { signerName } = csr.spec
  const { name = '' } = csr.metadata
  const unmet = predictedProblem(csr)
  const text = `${said}.`
  if (unmet === undefined) return { text }
  if (unmet.about === 'usages') {
    const usages = usagesText(signerName)
    return canReplace
      ? { text, mend: say.writeUsagesAndSend(usages), command: replaceCommand(name) }
      : { text, mend: say.writeUsages(usages) }
  }
  const file = fileOf(name)
  const commonName = requestIn(csr)?.subject.commonName ?? ''
  const node = commonName.startsWith(NODE) ? commonName.slice(NODE.length) : file
  return {
    text,
    mend: canReplace ? say.makeForNodeInstead(node) : say.makeForNode(node),
    command: requestCommand(
      file,
      { organizations: ['system:nodes'], commonName: `${NODE}${node}` },
      signerName === KUBELET_SERVING_SIGNER ? { names: `DNS:${node}` } : {},
    ),
  }
}

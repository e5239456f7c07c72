import { type CertificateSigningRequest, KUBELET_SERVING_SIGNER } from '../../apis/certificates.ts'
import { type UnmetRule, unmetRules } from '../../ca/signers.ts'
import { fileOf, replaceCommand, requestCommand } from './commands.ts'
import type { FixOptions, HintText } from './hint.ts'
import { requestIn } from './key-of.ts'
import { isBuiltInSigner } from './signer-advice.ts'
import { usagesText } from './usages.ts'
import { hintWords } from '../words/words.ts'

/** Returns the signer's rule that the request breaks, if known. */
export const predictedProblem = (csr: CertificateSigningRequest): UnmetRule | undefined => {
  const { signerName, usages = [] } = csr.spec
  const request = requestIn(csr)
  return request !== undefined && isBuiltInSigner(signerName) && usages.length > 0
    ? unmetRules(signerName, request, usages)[0]
    : undefined
}

const NODE = 'system:node:'

/** `said`: the signer's refusal. */
export const cureOf = (
  said: string,
  csr: CertificateSigningRequest,
  { sent = true, say = hintWords() }: FixOptions = {},
): HintText => {
  const { signerName } = csr.spec
  const { name = '' } = csr.metadata
  const unmet = predictedProblem(csr)
  const text = `${said}.`
  if (unmet === undefined) return { text }
  if (unmet.about === 'usages') {
    const usages = usagesText(signerName)
    return sent
      ? { text, mend: say.writeUsagesAndSend(usages), command: replaceCommand(name) }
      : { text, mend: say.writeUsages(usages) }
  }
  const file = fileOf(name)
  const commonName = requestIn(csr)?.subject.commonName ?? ''
  const node = commonName.startsWith(NODE) ? commonName.slice(NODE.length) : file
  return {
    text,
    mend: sent ? say.makeForNodeInstead(node) : say.makeForNode(node),
    command: requestCommand(
      file,
      { organizations: ['system:nodes'], commonName: `${NODE}${node}` },
      signerName === KUBELET_SERVING_SIGNER ? { names: `DNS:${node}` } : {},
    ),
  }
}

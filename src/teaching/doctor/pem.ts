/**
 * PEM blocks, read as strictly as Kubernetes reads them. Only the public half of a private key is
 * kept.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { type Certificate, fingerprint, parseCertificate } from '../../ca/certificate.ts'
import { parseCertificateRequest, verifyRequestSignature } from '../../ca/request.ts'
import { ifReadable, X509Error } from '../../ca/errors.ts'
import { decodePemBlocks, encodePem, type PemBlock } from '../../ca/pem.ts'
import { parsePkixPublicKey } from '../../ca/public-key.ts'
import { requestCommand } from '../hints/commands.ts'
import { keyText, nameText } from '../hints/key-of.ts'
import {
  otherTypeOfKey,
  otherTypeOfRequest,
  otherTypeText,
  weakSignature,
} from '../hints/key-type.ts'
import { shellWord } from '../hints/shell.ts'
import { utcTime } from '../hints/time.ts'
import {
  ENDING_OF,
  fileNameOf,
  kindByLabel,
  kindByName,
  KIND_TEXT,
  nameOfFile,
  stemOf,
} from './file-kinds.ts'
import type { Findings } from './findings.ts'

export const isAuthority = ({ basicConstraints }: Certificate): boolean =>
  basicConstraints?.isCa === true

const addCertificate = (findings: Findings, source: string, certificate: Certificate): void => {
  const { now } = findings.input
  const { subject, issuer, notBefore, notAfter, raw, publicKey } = certificate
  findings.add(
    { source, what: 'certificate', spki: publicKey.spki, subject, certificate },
    isAuthority(certificate)
      ? `CA certificate, ${nameText(subject)}, valid until ${utcTime(notAfter)}`
      : `certificate for ${nameText(subject)}, issued by ${nameText(issuer)}, valid until ${utcTime(notAfter)}`,
  )
  const untimely = (text: string, mend: string): void =>
    findings.problem({ source, text, mend, page: 'requests' }, `time ${fingerprint(raw)}`)
  if (now > notAfter)
    untimely(
      `the certificate expired at ${utcTime(notAfter)}.`,
      isAuthority(certificate)
        ? 'Get the new CA certificate from the administrator of the cluster.'
        : 'Send the request again with the same key, have it approved, and use the new certificate.',
    )
  else if (now < notBefore)
    untimely(
      `the certificate is valid only from ${utcTime(notBefore)} on.`,
      'Compare the clocks of this machine and of the one that signed it.',
    )
}

/** Uses new file names, so that the command overwrites no file. */
const newKeyCommand = (source: string): string =>
  requestCommand(
    `${stemOf(source)}-new`,
    { commonName: nameOfFile(source), organizations: [] },
    { newKey: true },
  )

/** Reports a request with a key of a type that Kubernetes does not read. */
const addOtherType = (findings: Findings, source: string, der: Buffer): boolean => {
  const type = otherTypeOfRequest(der)
  if (type === undefined) return false
  findings.problem({
    source,
    text: otherTypeText(type),
    mend: 'Make a new key and a new request.',
    command: newKeyCommand(source),
  })
  return true
}

const addRequest = (findings: Findings, source: string, der: Buffer): void => {
  const request = parseCertificateRequest(der)
  const { publicKey, subject } = request
  findings.add(
    { source, what: 'request', spki: publicKey.spki, subject },
    `${otherTypeOfRequest(der) ?? keyText(publicKey)} certificate request for ${nameText(subject)}`,
  )
  const problem = verifyRequestSignature(request)
  if (problem === undefined || addOtherType(findings, source, der)) return
  findings.problem({
    source,
    text:
      weakSignature(problem) ??
      `the signature is wrong (${problem}): the request was changed after it was made.`,
    mend: 'Make the request again.',
    command: requestCommand(stemOf(source), subject),
  })
}

/** Reports a file whose extension promises another kind, such as a request in a `.crt`. */
const checkName = (findings: Findings, source: string, blocks: readonly PemBlock[]): void => {
  const promised = kindByName(source)
  const kinds = blocks.map(({ type }) => kindByLabel(type))
  const [held] = kinds
  if (promised === undefined || held === undefined || kinds.includes(promised)) return
  const file = fileNameOf(source)
  findings.problem({
    source,
    text: `the file is named like ${KIND_TEXT[promised]}, and holds ${KIND_TEXT[held]}.`,
    mend:
      promised === 'certificate' && held === 'request'
        ? 'The certificate is in the status of the CertificateSigningRequest, once that is approved. Rename this file.'
        : 'Rename the file.',
    command: `mv -n ${shellWord(file)} ${shellWord(file.slice(0, file.lastIndexOf('.') + 1) + ENDING_OF[held])}`,
  })
}

const addKey = (findings: Findings, source: string, block: PemBlock): void => {
  const { type, der } = block
  if (block.isEncrypted) {
    return findings.fail(
      source,
      'private key, encrypted',
      {
        text: 'the private key is encrypted, and kubectl does not ask for a passphrase.',
        ...(findings.inKubeconfig
          ? { mend: 'Remove the passphrase from the original file, and embed it again.' }
          : { command: `openssl pkey -in ${shellWord(fileNameOf(source))} -out plain.key` }),
        page: 'kubeconfig',
      },
      'key',
    )
  }
  try {
    const key = createPrivateKey(encodePem(type, der))
    const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
    const curve = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType
    const kind = ifReadable(() => keyText(parsePkixPublicKey(spki))) ?? curve
    return findings.add({ source, what: 'key', spki }, `${kind} private key`)
  } catch {
    const other = type === 'PRIVATE KEY' ? otherTypeOfKey(der) : undefined
    if (other !== undefined)
      return findings.fail(source, `${other} private key`, {
        text: otherTypeText(other),
        mend: 'Make a new key and a new request.',
        command: newKeyCommand(source),
      })
    return findings.fail(source, 'private key, damaged', {
      text: 'the private key cannot be read.',
      mend: 'Make a new key and a new request.',
      command: newKeyCommand(source),
    })
  }
}

const addBlock = (findings: Findings, source: string, block: PemBlock): void => {
  const { type, der } = block
  if (type === 'CERTIFICATE') return addCertificate(findings, source, parseCertificate(der))
  if (type === 'CERTIFICATE REQUEST') return addRequest(findings, source, der)
  if (type === 'NEW CERTIFICATE REQUEST') {
    addRequest(findings, source, der)
    return findings.problem({
      source,
      text: 'the request has the header NEW CERTIFICATE REQUEST, which keytool writes; Kubernetes accepts only CERTIFICATE REQUEST.',
      command: `sed -i.bak 's/NEW CERTIFICATE REQUEST/CERTIFICATE REQUEST/' ${shellWord(fileNameOf(source))}`,
    })
  }
  if (type.endsWith('PRIVATE KEY')) return addKey(findings, source, block)
  findings.pieces.push({ source, kind: 'other', summary: type.toLowerCase() })
  return undefined
}

/** Returns false if there are no PEM blocks. */
export const addPem = (findings: Findings, source: string, bytes: Buffer): boolean => {
  const blocks = decodePemBlocks(bytes)
  if (!findings.inKubeconfig) checkName(findings, source, blocks)
  for (const [i, block] of blocks.entries()) {
    const place = blocks.length === 1 ? source : `${source} (${i + 1})`
    try {
      addBlock(findings, place, block)
    } catch (error) {
      if (!(error instanceof X509Error)) throw error
      const what = block.type.toLowerCase()
      if (what.endsWith('certificate request') && addOtherType(findings, place, block.der)) {
        findings.pieces.push({ source: place, kind: 'request', summary: 'certificate request' })
        continue
      }
      findings.fail(place, `${what}, damaged`, {
        text: `the ${what} cannot be read: ${error.message}.`,
        mend: 'Create or fetch it again: it is damaged.',
      })
    }
  }
  return blocks.length > 0
}

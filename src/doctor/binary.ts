/** Keys, requests and certificates in DER, and PKCS #12: right in themselves, but Kubernetes wants PEM. */
import { createPrivateKey } from 'node:crypto'
import { parseCertificate } from '../ca/certificate.ts'
import { encodePem } from '../ca/pem.ts'
import { isParsedBy, materialOf } from '../hints/material.ts'
import { PAGES } from '../hints/pages.ts'
import { shellWord } from '../hints/shell.ts'
import type { Findings } from './findings.ts'
import { addPem } from './pem.ts'

/** Version 3 and another SEQUENCE. */
const PFX_HEAD = Buffer.of(0x02, 0x01, 0x03, 0x30)

/** Whether it has the head of a PFX (RFC 7292). */
const isPkcs12 = (bytes: Buffer): boolean => {
  const length = bytes[1] ?? 0
  const start = length < 0x80 ? 2 : 2 + (length & 0x7f)
  return bytes.subarray(start, start + PFX_HEAD.length).equals(PFX_HEAD)
}

/** The label of a private key in DER, by trying. Newer Nodes take RSA's own form for that of EC and the reverse, so the key says it. */
const keyLabel = (der: Buffer): string | undefined => {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      const key = createPrivateKey({ key: der, format: 'der', type })
      if (type === 'pkcs8') return 'PRIVATE KEY'
      return key.asymmetricKeyType === 'rsa' ? 'RSA PRIVATE KEY' : 'EC PRIVATE KEY'
    } catch {
      continue
    }
  }
  return undefined
}

interface Form {
  readonly label: string
  readonly what: string
  /** the program of openssl that reads it */
  readonly program: string
}

const formOf = (bytes: Buffer): Form | undefined => {
  if (materialOf(bytes).kind === 'der-request')
    return { label: 'CERTIFICATE REQUEST', what: 'request', program: 'req' }
  if (isParsedBy(parseCertificate, bytes))
    return { label: 'CERTIFICATE', what: 'certificate', program: 'x509' }
  const label = keyLabel(bytes)
  return label === undefined ? undefined : { label, what: 'private key', program: 'pkey' }
}

/** Notes what a binary file holds. Returns whether it is any of these. */
export const addBinary = (
  findings: Findings,
  source: string,
  bytes: Buffer,
  now: number,
): boolean => {
  if (bytes[0] !== 0x30) return false
  const page = PAGES.tutorial
  const file = shellWord(source)
  const pem = shellWord(`${source.replace(/\.\w+$/, '')}.pem`)
  if (isPkcs12(bytes)) {
    findings.pieces.push({ source, kind: 'other', summary: 'PKCS #12, a key and its certificates' })
    findings.problem({
      source,
      text: 'key and certificate are packed together in PKCS #12, and kubectl wants each in PEM. Unpack them.',
      command: `openssl pkcs12 -in ${file} -nodes -out ${pem}`,
      page,
    })
    return true
  }
  const form = formOf(bytes)
  if (form === undefined) return false
  addPem(findings, source, Buffer.from(encodePem(form.label, bytes)), now)
  findings.problem({
    source,
    text: `the ${form.what} is in DER, and Kubernetes wants PEM. Convert it.`,
    command: `openssl ${form.program} -inform DER -in ${file} -out ${pem}`,
    page,
  })
  return true
}

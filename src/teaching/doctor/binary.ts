/** Requests and certificates in DER: Kubernetes wants PEM. */
import { parseCertificate } from '../../ca/certificate.ts'
import { encodePem } from '../../ca/pem.ts'
import { isParsedBy, materialOf } from '../hints/material.ts'
import { PAGES } from '../hints/pages.ts'
import { shellWord } from '../hints/shell.ts'
import type { Findings } from './findings.ts'
import { addPem } from './pem.ts'

interface Form {
  readonly label: string
  readonly what: string
  /** the program of openssl that reads it */
  readonly program: string
}

const formOf = (bytes: Buffer): Form | undefined => {
  if (materialOf(bytes).kind === 'der-request')
    return { label: 'CERTIFICATE REQUEST', what: 'request', program: 'req' }
  return isParsedBy(parseCertificate, bytes)
    ? { label: 'CERTIFICATE', what: 'certificate', program: 'x509' }
    : undefined
}

/** Notes what a binary file holds. Returns whether it is any of these. */
export const addBinary = (
  findings: Findings,
  source: string,
  bytes: Buffer,
  now: number,
): boolean => {
  if (bytes[0] !== 0x30) return false
  const file = shellWord(source)
  const pem = shellWord(`${source.replace(/\.\w+$/, '')}.pem`)
  const form = formOf(bytes)
  if (form === undefined) return false
  addPem(findings, source, Buffer.from(encodePem(form.label, bytes)), now)
  findings.problem({
    source,
    text: `the ${form.what} is in DER, and Kubernetes wants PEM. Convert it.`,
    command: `openssl ${form.program} -inform DER -in ${file} -out ${pem}`,
    page: PAGES.tutorial,
  })
  return true
}

/** Files in DER; Kubernetes and kubectl read PEM. */
import { parseCertificate } from '../../ca/certificate.ts'
import { parseCertificateRequest } from '../../ca/csr.ts'
import { readKey } from '../../ca/key-pair.ts'
import { encodePem } from '../../ca/pem.ts'
import { PAGES } from '../hints/pages.ts'
import { ifReadable } from '../../ca/errors.ts'
import { shellWord } from '../hints/shell.ts'
import type { Examination } from './look.ts'
import { addPem } from './pem.ts'

interface DerForm {
  readonly what: string
  /** the command of openssl that converts it */
  readonly command: string
  /** undefined for other bytes */
  readonly pemOf: (der: Buffer) => string | undefined
}

const keyPem = (der: Buffer): string | undefined =>
  readKey(der)?.export({ type: 'pkcs8', format: 'pem' }).toString()

const pemIf =
  (parse: (der: Buffer) => unknown, label: string): DerForm['pemOf'] =>
  (der) =>
    ifReadable(() => {
      parse(der)
      return encodePem(label, der)
    })

const FORMS: readonly DerForm[] = [
  {
    what: 'request',
    command: 'req',
    pemOf: pemIf(parseCertificateRequest, 'CERTIFICATE REQUEST'),
  },
  { what: 'certificate', command: 'x509', pemOf: pemIf(parseCertificate, 'CERTIFICATE') },
  { what: 'private key', command: 'pkey', pemOf: keyPem },
]

/** Adds the content of a file in DER. Returns false for other bytes. */
export const addDer = ({ findings, now }: Examination, source: string, bytes: Buffer): boolean => {
  for (const { what, command, pemOf } of FORMS) {
    const pem = pemOf(bytes)
    if (pem === undefined) continue
    addPem(findings, source, Buffer.from(pem), now)
    const converted = shellWord(`${source.replace(/\.der$/, '')}.pem`)
    findings.problem({
      source,
      text: `the ${what} is in DER, and Kubernetes reads PEM. Convert it.`,
      command: `openssl ${command} -inform DER -in ${shellWord(source)} -out ${converted}`,
      page: PAGES.tutorial,
    })
    return true
  }
  return false
}

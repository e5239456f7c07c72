/** Detects files in DER, since Kubernetes and kubectl read only PEM. */
import { parseCertificate } from '../../ca/certificate.ts'
import { parseCertificateRequest } from '../../ca/request.ts'
import { readKey } from '../../ca/keys.ts'
import { encodePem } from '../../ca/pem.ts'
import { ifReadable } from '../../ca/errors.ts'
import { shellWord } from '../hints/shell.ts'
import type { Findings } from './findings.ts'
import { addPem } from './pem.ts'

type DerForm = readonly [what: string, command: string, pemOf: (der: Buffer) => string | undefined]

/** `command`: the openssl command that converts DER to PEM. */
const FORMS: readonly DerForm[] = [
  [
    'request',
    'req',
    (der) => parseCertificateRequest(der) && encodePem('CERTIFICATE REQUEST', der),
  ],
  ['certificate', 'x509', (der) => parseCertificate(der) && encodePem('CERTIFICATE', der)],
  [
    'private key',
    'pkey',
    (der) => readKey(der)?.export({ type: 'pkcs8', format: 'pem' }).toString(),
  ],
]

/** Adds the findings of a file in DER; returns false if the file is not DER. */
export const addDer = (findings: Findings, source: string, bytes: Buffer): boolean => {
  for (const [what, command, pemOf] of FORMS) {
    const pem = ifReadable(() => pemOf(bytes))
    if (pem === undefined) continue
    addPem(findings, source, Buffer.from(pem))
    const converted = shellWord(`${source.replace(/\.der$/, '')}.pem`)
    findings.problem({
      source,
      text: `the ${what} is in DER, and Kubernetes reads PEM. Convert it.`,
      command: `openssl ${command} -inform DER -in ${shellWord(source)} -out ${converted}`,
    })
    return true
  }
  return false
}

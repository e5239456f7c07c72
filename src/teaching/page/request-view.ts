import type { RecentAuditEvents } from './recent-audit-events.ts'
import { jsonToYaml } from '../../apimachinery/text/yaml/read.ts'
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { type DecodedCertificate, decodedCertificates } from '../doctor/decoded.ts'
import { explain, type FoundRequest, type NoRequest } from '../doctor/explanation.ts'
import type { TraceWords } from '../words/words.ts'
import { fetchCommand, fileOf } from '../hints/commands.ts'
import { powershellWord, shellWord } from '../hints/shell.ts'
import type { AsUser, PageParts } from './parts.ts'

export interface LoginCommand {
  readonly bash: string
  readonly powershell: string
}

export interface RequestView {
  readonly explanation: FoundRequest | NoRequest
  /** of the server's answer */
  readonly code: number
  readonly object?: CertificateSigningRequest
  /** without `managedFields` */
  readonly yaml?: string
  /** `metadata.managedFields` alone */
  readonly managedFields?: string
  /** the cluster's CAs that issued `explanation.certificates`; omits CAs in that list */
  readonly authorities: readonly DecodedCertificate[]
  readonly login: readonly LoginCommand[]
  /** whether a recent audit event names the certificate as a credential */
  readonly isUsed: boolean
}

const loginCommands = (name: string, user: string, server: string): LoginCommand[] => {
  const file = fileOf(name)
  const fetching = `[IO.File]::WriteAllBytes("$PWD/${file}.crt", [Convert]::FromBase64String((kubectl get csr ${powershellWord(name)} -o jsonpath='{.status.certificate}')))`
  const both = (make: (word: (text: string) => string) => string): LoginCommand => ({
    bash: make(shellWord),
    powershell: make(powershellWord),
  })
  return [
    { bash: fetchCommand(name), powershell: fetching },
    both(
      (word) =>
        `kubectl config set-credentials ${word(user)} --client-certificate=${word(`${file}.crt`)} --client-key=${word(`${file}.key`)} --embed-certs`,
    ),
    both(
      (word) =>
        `kubectl config set-context ${word(user)} --cluster=kubernetes --user=${word(user)}`,
    ),
    both((word) => `kubectl --context=${word(user)} auth whoami`),
    both(
      (word) =>
        `${word === shellWord ? 'curl' : 'curl.exe'} --cacert ca.crt --cert ${word(`${file}.crt`)} --key ${word(`${file}.key`)} ${server}/apis/certificates.k8s.io/v1/certificatesigningrequests`,
    ),
  ]
}

export const requestView = async (
  requester: AsUser,
  name: string,
  parts: Pick<PageParts, 'authorities' | 'clock' | 'maximumSeconds' | 'server'>,
  events: Pick<RecentAuditEvents, 'hasCredential'>,
  say: TraceWords,
): Promise<RequestView> => {
  const { clock, authorities, server, maximumSeconds } = parts
  const { explanation, csr, code } = await explain(
    (...asked) => requester.inject(...asked),
    name,
    clock.now(),
    { say, maximumSeconds },
  )
  if (!explanation.found) return { explanation, code, authorities: [], login: [], isUsed: false }
  const { certificates } = explanation
  const [leaf] = certificates
  const { managedFields = [], ...metadata } = csr!.metadata
  const roots = decodedCertificates(authorities.join('\n'))
  return {
    explanation,
    code,
    object: csr!,
    yaml: jsonToYaml({ ...csr, metadata }),
    managedFields: jsonToYaml({ managedFields }),
    authorities: roots.filter(
      ({ subject, sha256 }) =>
        certificates.some(({ issuer }) => issuer.text === subject.text) &&
        certificates.every((one) => one.sha256 !== sha256),
    ),
    login: leaf === undefined ? [] : loginCommands(name, leaf.subject.commonName || name, server),
    isUsed: leaf !== undefined && events.hasCredential(`X509SHA256=${leaf.sha256}`),
  }
}

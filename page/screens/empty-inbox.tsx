import { Commands } from '../parts/commands.tsx'
import { say } from '../words.ts'

const manifest = (request: string): string => `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: jane
spec:
  request: ${request}
  signerName: kubernetes.io/kube-apiserver-client
  usages:
    - client auth`

const OPENSSL =
  'openssl req -new -newkey rsa:2048 -nodes -keyout jane.key -subj "/CN=jane/O=developers" -out jane.csr'

/** the README's commands that send a CSR, for bash and for PowerShell */
const FIRST = [
  { bash: OPENSSL, powershell: OPENSSL },
  {
    bash: `kubectl apply -f - <<EOF\n${manifest("$(base64 < jane.csr | tr -d '\\n')")}\nEOF`,
    powershell: `@"\n${manifest('$([Convert]::ToBase64String([IO.File]::ReadAllBytes("$PWD/jane.csr")))')}\n"@ | kubectl apply -f -`,
  },
]

export const EmptyInbox = () => (
  <section class="empty">
    <h2>{say('emptyTitle')}</h2>
    <p>{say('emptyAbout')}</p>
    <Commands commands={FIRST} label="kubectl, openssl" />
  </section>
)

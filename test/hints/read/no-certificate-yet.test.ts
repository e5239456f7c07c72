import { noCertificateYet } from '../../../src/hints/read/no-certificate-yet.ts'
import { storedCondition, storedCsr } from '../../fixtures/builders.ts'
import { certificateUntil, csrOf, HOUR, NOW, reading } from '../facts.ts'
import { tells } from '../tells.ts'

const AGAIN = 'kubectl replace --force -f why.yaml'
const failed = (message: string | undefined, spec: object) =>
  storedCsr(
    {
      conditions: [
        storedCondition('Approved'),
        storedCondition('Failed', null, message === undefined ? {} : { message }),
      ],
    },
    spec,
    { name: 'why' },
  )
const refused = failed('invalid usage for client certificate: code signing', {
  usages: ['code signing'],
})
const REFUSED =
  'the signer marked why Failed, and that is final: invalid usage for client certificate: code signing. Write usages: ["client auth"] in the manifest, and send it again.'
const unserved = csrOf(
  'why',
  { signerName: 'kubernetes.io/kube-apiserver' },
  { conditions: ['Approved'] },
)
const UNSERVED =
  'why has no certificate, for no signer in this cluster handles kubernetes.io/kube-apiserver. Did you mean kubernetes.io/kube-apiserver-client? Write that into the manifest, and send it again.'
const approved = csrOf('why', {}, { conditions: ['Approved'] })
const table = { table: true }

tells(noCertificateYet, 'signing', [
  [
    'it is there',
    reading(
      csrOf('why', {}, { conditions: ['Approved'], certificate: certificateUntil(NOW + HOUR) }),
    ),
  ],
  [
    'nobody has decided',
    reading(csrOf('why')),
    'why is pending, and has no certificate before somebody approves it.',
    'kubectl certificate approve why',
  ],
  [
    'a name that a shell would take apart',
    reading(csrOf("w'y")),
    "w'y is pending, and has no certificate before somebody approves it.",
    "kubectl certificate approve 'w'\\''y'",
  ],
  [
    'the signer is at it',
    reading(approved),
    'the certificate of why is not there yet. Wait for it.',
    "kubectl wait --for=jsonpath='{.status.certificate}' csr/why",
  ],
  [
    'denied',
    reading(csrOf('why', {}, { conditions: ['Denied'] })),
    'why was denied, so it will never have a certificate. For another decision, send it again.',
    'kubectl replace --force -f why.yaml',
  ],
  ['the signer refused', reading(refused), REFUSED, AGAIN],
  ['also in a table', reading(refused, 'kubectl get', table), REFUSED, AGAIN],
  ['also to a program', reading(refused, ''), REFUSED, AGAIN],
  [
    'for a reason of its own',
    reading(failed('I do not like it', {})),
    'the signer marked why Failed, and that is final: I do not like it.',
  ],
  [
    'for no reason',
    reading(failed(undefined, { signerName: 'example.com/mine' })),
    'the signer marked why Failed, and that is final: .',
  ],
  ['nobody signs', reading(unserved), UNSERVED, AGAIN],
  ['nobody signs, in a table', reading(unserved, 'kubectl get', table), UNSERVED, AGAIN],
  [
    'nobody would sign, but nobody has approved it either',
    reading(csrOf('why', { signerName: 'kubernetes.io/kube-apiserver' })),
    'why is pending, and has no certificate before somebody approves it.',
    'kubectl certificate approve why',
  ],
  ['a table shows the rest in its column', reading(approved, 'kubectl get', table)],
  ['programs ask again by themselves', reading(approved, '')],
  ['describe shows the events', reading(refused, 'kubectl describe')],
  ['a command that reads only to write', reading(approved, 'kubectl certificate approve')],
])

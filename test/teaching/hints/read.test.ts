import { decided } from '../../../src/teaching/hints/read/decided.ts'
import { noCertificateYet } from '../../../src/teaching/hints/read/no-certificate-yet.ts'
import { soonGone } from '../../../src/teaching/hints/read/soon-gone.ts'
import { storedCondition, storedCsr } from '../../fixtures/builders.ts'
import { certificateUntil, clusterOf, csrOf, DAY, HOUR, MINUTE, NOW, reading } from './facts.ts'
import { tells } from './tells.ts'

{
  const APPROVE = 'kubectl certificate approve'
  const DENY = 'kubectl certificate deny'
  const denied = csrOf('nay', {}, 'Denied')
  const approved = csrOf('yea', {}, 'Approved')
  const issued = csrOf('yea', {}, 'Approved', certificateUntil(NOW + HOUR))

  tells(decided, 'signing', [
    [
      'approving a denied request',
      reading(denied, APPROVE),
      'nay was denied, and that is final. For another decision, send it again.',
      'kubectl replace --force -f nay.yaml',
    ],
    [
      'denying an approved request',
      reading(approved, DENY),
      'yea was approved, and that is final. To prevent signing, delete it.',
      'kubectl delete csr yea',
    ],
    [
      'denying after the certificate was issued',
      reading(issued, DENY),
      'yea was approved, and that is final: its certificate stays valid until it expires. To lock the user out, remove the role bindings of the user and its groups.',
      undefined,
      'Deleting the request revokes nothing.',
    ],
    ['approving twice', reading(approved, APPROVE)],
    ['denying twice', reading(denied, DENY)],
    ['approving a pending request', reading(csrOf('x'), APPROVE)],
    ['denying a pending request', reading(csrOf('x'), DENY)],
    ['reading', reading(denied)],
    ['reading an approved request', reading(approved, '')],
  ])
}

{
  const AGAIN = 'kubectl replace --force -f bob.yaml'
  const failed = (message: string | undefined, spec: object) =>
    storedCsr(
      {
        conditions: [
          storedCondition('Approved'),
          storedCondition('Failed', null, message === undefined ? {} : { message }),
        ],
      },
      spec,
      { name: 'bob' },
    )
  const refused = failed('invalid usage for client certificate: code signing', {
    usages: ['code signing'],
  })
  const REFUSED =
    'the signer marked bob Failed, and that is final: invalid usage for client certificate: code signing. Write usages: ["client auth"] in the manifest, and send it again.'
  const unserved = csrOf('bob', { signerName: 'kubernetes.io/kube-apiserver' }, 'Approved')
  const UNSERVED =
    'bob has no certificate: no signer in this cluster handles kubernetes.io/kube-apiserver. Did you mean kubernetes.io/kube-apiserver-client? Write that into the manifest, and send it again.'
  const approved = csrOf('bob', {}, 'Approved')
  const table = { table: true }

  tells(noCertificateYet, 'signing', [
    [
      'the certificate is issued',
      reading(csrOf('bob', {}, 'Approved', certificateUntil(NOW + HOUR))),
    ],
    [
      'pending',
      reading(csrOf('bob')),
      'bob is pending, and gets a certificate after approval.',
      'kubectl certificate approve bob',
    ],
    [
      'a name with shell characters',
      reading(csrOf("w'y")),
      "w'y is pending, and gets a certificate after approval.",
      "kubectl certificate approve 'w'\\''y'",
    ],
    [
      'the signer has not responded yet',
      reading(approved),
      'the certificate of bob has not been issued yet. Wait for it.',
      "kubectl wait --for=jsonpath='{.status.certificate}' csr/bob",
    ],
    [
      'denied',
      reading(csrOf('bob', {}, 'Denied')),
      'bob was denied, so it will never have a certificate. For another decision, send it again.',
      'kubectl replace --force -f bob.yaml',
    ],
    ['marked Failed', reading(refused), REFUSED, AGAIN],
    ['marked Failed, in a table', reading(refused, 'kubectl get', table), REFUSED, AGAIN],
    ['marked Failed, read by a program', reading(refused, ''), REFUSED, AGAIN],
    [
      'marked Failed for another reason',
      reading(failed('I do not like it', {})),
      'the signer marked bob Failed, and that is final: I do not like it.',
    ],
    [
      'marked Failed without a reason',
      reading(failed(undefined, { signerName: 'example.com/mine' })),
      'the signer marked bob Failed, and that is final.',
    ],
    ['no signer', reading(unserved), UNSERVED, AGAIN],
    ['no signer, in a table', reading(unserved, 'kubectl get', table), UNSERVED, AGAIN],
    [
      'no signer, and not approved',
      reading(csrOf('bob', { signerName: 'kubernetes.io/kube-apiserver' })),
      'bob is pending, and gets a certificate after approval.',
      'kubectl certificate approve bob',
    ],
    ['a table, whose CONDITION column shows the state', reading(approved, 'kubectl get', table)],
    ['a program, which may be polling', reading(approved, '')],
    ['describe, which shows the events', reading(refused, 'kubectl describe')],
    [
      'a command that reads the CSR in order to change it',
      reading(approved, 'kubectl certificate approve'),
    ],
  ])
}

{
  const later = (ms: number) => ({ cluster: clusterOf({ now: NOW + ms }) })
  const issued = csrOf('late', {}, 'Approved', certificateUntil(NOW + DAY))
  const gone = (when: string, why: string) => `late will be cleaned up ${when}, because ${why}.`
  const ISSUED = 'issued requests are kept for an hour'
  const FETCH = "kubectl get csr late -o jsonpath='{.status.certificate}' | base64 -d > late.crt"
  const GET = 'kubectl get'

  tells(soonGone, 'requests', [
    ['more than twenty minutes left', reading(issued, GET, later(39 * MINUTE))],
    [
      'less than twenty minutes left',
      reading(issued, GET, later(40 * MINUTE + 1)),
      `${gone('in about 20 minutes', ISSUED)} Save its certificate.`,
      FETCH,
    ],
    ['exactly twenty minutes left', reading(issued, GET, later(40 * MINUTE))],
    [
      'a minute left',
      reading(issued, GET, later(59 * MINUTE)),
      `${gone('in about 1 minute', ISSUED)} Save its certificate.`,
      FETCH,
    ],
    [
      'exactly at the hour',
      reading(issued, GET, later(HOUR)),
      `${gone('in about 0 seconds', ISSUED)} Save its certificate.`,
      FETCH,
    ],
    [
      'overdue',
      reading(issued, GET, later(HOUR + 1)),
      `${gone('at the next sweep', ISSUED)} Save its certificate.`,
      FETCH,
    ],
    [
      'denied',
      reading(csrOf('late', {}, 'Denied'), GET, later(50 * MINUTE)),
      gone('in about 10 minutes', 'denied requests are kept for an hour'),
    ],
    [
      'pending for almost a day',
      reading(csrOf('late'), GET, later(DAY - 5 * MINUTE)),
      gone('in about 5 minutes', 'pending requests are kept for 24 hours'),
    ],
    ['a request that is never cleaned up', reading(csrOf('late', {}, 'Mine'), GET, later(9 * DAY))],
    ['a program', reading(issued, '', later(50 * MINUTE))],
    ['another command', reading(issued, 'kubectl describe', later(50 * MINUTE))],
  ])
}

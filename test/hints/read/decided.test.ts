import { decided } from '../../../src/hints/read/decided.ts'
import { certificateUntil, csrOf, HOUR, NOW, reading } from '../facts.ts'
import { tells } from '../tells.ts'

const APPROVE = 'kubectl certificate approve'
const DENY = 'kubectl certificate deny'
const denied = csrOf('nay', {}, { conditions: ['Denied'] })
const approved = csrOf('yea', {}, { conditions: ['Approved'] })
const issued = csrOf(
  'yea',
  {},
  { conditions: ['Approved'], certificate: certificateUntil(NOW + HOUR) },
)

tells(decided, 'signing', [
  [
    'approving what was denied',
    reading(denied, APPROVE),
    'nay was denied, and that is final. For another decision, send it again.',
    'kubectl replace --force -f nay.yaml',
  ],
  [
    'denying what was approved',
    reading(approved, DENY),
    'yea was approved, and that is final. Delete it if it is not to be signed.',
    'kubectl delete csr yea',
  ],
  [
    'denying what was issued',
    reading(issued, DENY),
    'yea was approved, and that is final: its certificate stays valid until it ends. To shut the user out, take away the bindings that are for it.',
    undefined,
    'Whatever becomes of the request, nothing is revoked.',
  ],
  ['approving twice', reading(approved, APPROVE)],
  ['denying twice', reading(denied, DENY)],
  ['approving what nobody has decided', reading(csrOf('x'), APPROVE)],
  ['denying what nobody has decided', reading(csrOf('x'), DENY)],
  ['only looking', reading(denied)],
  ['only looking at what was approved', reading(approved, '')],
])

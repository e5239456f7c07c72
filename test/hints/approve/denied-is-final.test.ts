import { deniedIsFinal } from '../../../src/hints/approve/denied-is-final.ts'
import { approving, changing, csrOf } from '../facts.ts'
import { tells } from '../tells.ts'

const denied = csrOf('nay', {}, { conditions: ['Denied'] })

tells(deniedIsFinal, 'signing', [
  [
    'approved after it was denied',
    approving(denied),
    'nay was denied, and that is final. For another decision, send it again.',
    'kubectl replace --force -f nay.yaml',
  ],
  [
    'approved in its place',
    changing(denied, csrOf('nay', {}, { conditions: ['Approved'] })),
    'nay was denied, and that is final. For another decision, send it again.',
    'kubectl replace --force -f nay.yaml',
  ],
  ['denied once more', approving(denied, {}, 'Denied')],
  ['nothing left', changing(denied, csrOf('nay'))],
  ['nobody had decided', approving(csrOf('nay'))],
  ['approved before', approving(csrOf('nay', {}, { conditions: ['Approved'] }))],
])

import { soonGone } from '../../../src/hints/read/soon-gone.ts'
import { certificateUntil, clusterOf, csrOf, DAY, HOUR, MINUTE, NOW, reading } from '../facts.ts'
import { tells } from '../tells.ts'

const later = (ms: number) => ({ cluster: clusterOf({ now: NOW + ms }) })
const issued = csrOf(
  'late',
  {},
  { conditions: ['Approved'], certificate: certificateUntil(NOW + DAY) },
)
const gone = (when: string, why: string): string =>
  `late will be cleaned up ${when}, because requests that are ${why}.`
const ISSUED = 'issued are kept for an hour'
const FETCH = "kubectl get csr late -o jsonpath='{.status.certificate}' | base64 -d > late.crt"
const GET = 'kubectl get'

tells(soonGone, 'requests', [
  ['there is time', reading(issued, GET, later(39 * MINUTE))],
  [
    'twenty minutes are not much',
    reading(issued, GET, later(40 * MINUTE + 1)),
    `${gone('in about 20 minutes', ISSUED)} Keep its certificate.`,
    FETCH,
  ],
  ['a moment more is', reading(issued, GET, later(40 * MINUTE))],
  [
    'a minute',
    reading(issued, GET, later(59 * MINUTE)),
    `${gone('in about 60 seconds', ISSUED)} Keep its certificate.`,
    FETCH,
  ],
  [
    'its hour is just over',
    reading(issued, GET, later(HOUR)),
    `${gone('in about 0 seconds', ISSUED)} Keep its certificate.`,
    FETCH,
  ],
  [
    'it is past',
    reading(issued, GET, later(HOUR + 1)),
    `${gone('at the next sweep', ISSUED)} Keep its certificate.`,
    FETCH,
  ],
  [
    'denied',
    reading(csrOf('late', {}, { conditions: ['Denied'] }), GET, later(50 * MINUTE)),
    gone('in about 10 minutes', 'denied are kept for an hour'),
  ],
  [
    'never decided',
    reading(csrOf('late'), GET, later(DAY - 5 * MINUTE)),
    gone('in about 5 minutes', 'pending are kept for 24 hours'),
  ],
  [
    'what is never cleaned up',
    reading(csrOf('late', {}, { conditions: ['Mine'] }), GET, later(9 * DAY)),
  ],
  ['a program', reading(issued, '', later(50 * MINUTE))],
  ['another command', reading(issued, 'kubectl describe', later(50 * MINUTE))],
])

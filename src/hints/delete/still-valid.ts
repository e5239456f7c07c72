import type { DeleteFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { requestIn } from '../key-of.ts'
import { PAGES } from '../pages.ts'
import { moment } from '../time.ts'

export const stillValid: Hint<DeleteFacts> = {
  id: 'still-valid',
  page: PAGES.x509,
  says: ({ cluster, name, stored, certificateEnds }) => {
    if (certificateEnds === undefined || certificateEnds <= cluster.now()) return undefined
    const user = requestIn(stored)?.subject.commonName ?? ''
    return (
      `the certificate that was issued for ${name} goes on working until ${moment(certificateEnds)}: deleting a request revokes ` +
      `nothing, and Kubernetes has no revocation. To shut the user${user === '' ? '' : ` ${user}`} out, delete the bindings that are for it.`
    )
  },
}

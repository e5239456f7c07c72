import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'O=system:masters',
  hints: ['masters'],
  async commit(t, lab) {
    await lab.request('root', '/O=system:masters/CN=root')
    const said = await lab.apply('root')
    t.match(
      said,
      /Warning: no certificate may be asked for O=system:masters\. Make the request without it/,
    )
    t.match(
      said,
      /use of kubernetes\.io\/kube-apiserver-client signer with system:masters group is not allowed/,
    )
    t.match(await lab.type(advice(said)), /clusterrolebinding.*root-admin created/)
    t.equal(await lab.type('kubectl auth can-i delete nodes --as=root 2>/dev/null'), 'yes\n')
  },
}

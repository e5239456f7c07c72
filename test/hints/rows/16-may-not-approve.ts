import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'approving without the verb on the signer',
  hints: ['not-permitted'],
  async commit(t, lab) {
    await lab.type(
      `kubectl create clusterrole reviewer --verb=get,list,update,patch --resource=certificatesigningrequests,certificatesigningrequests/approval
       kubectl create clusterrolebinding reviewer --clusterrole=reviewer --user=ann`,
    )
    await lab.apply('asked')
    const refused = await lab.type('kubectl certificate approve asked --as=ann')
    t.match(
      refused,
      /Warning: to approve, ann also needs the verb approve on the signer kubernetes\.io\/kube-apiserver-client/,
    )
    t.match(
      refused,
      /kubectl create clusterrolebinding ann-approve --clusterrole=system:certificates\.k8s\.io:kube-apiserver-client-approver --user=ann$/m,
    )
    t.match(refused, /user not permitted to approve requests with signerName/)
    await lab.type(advice(refused))
    t.equal(
      await lab.type('kubectl certificate approve asked --as=ann'),
      'certificatesigningrequest.certificates.k8s.io/asked approved\n',
    )
  },
}

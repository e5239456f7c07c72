import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'deleting or denying a request to revoke its certificate',
  hints: ['still-valid', 'decided'],
  async commit(t, lab) {
    await lab.apply('liam')
    await lab.issue('liam')
    await lab.type(
      `kubectl create rolebinding liam-view --clusterrole=view --user=liam
       kubectl config set-credentials liam --client-key=liam.key --client-certificate=liam.crt --embed-certs=true
       kubectl create rolebinding all-view --clusterrole=view --user=liam --user=noah -n kube-system`,
    )
    const get = 'kubectl get pods --user=liam'
    t.match(
      await lab.type('kubectl certificate deny liam'),
      /its certificate stays valid until it ends/,
    )
    const deleted = await lab.type('kubectl delete csr liam')
    t.match(
      deleted,
      /Warning: the certificate that was issued for liam goes on working until 2.* UTC: deleting a request revokes nothing\. To shut liam out, take the roles away: kubectl delete rolebinding liam-view -n default$/m,
    )
    t.match(await lab.type(get), /No resources found/, 'as it says')
    await lab.type(advice(deleted))
    t.match(await lab.type(get), /Forbidden/)
  },
}

import { unbroken } from '../../fixtures/unbroken.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'approving without looking',
  hints: ['powerful'],
  async commit(t, lab) {
    await lab.type(
      'kubectl create clusterrolebinding bosses --clusterrole=cluster-admin --group=bosses',
    )
    await lab.type(
      'openssl req -new -newkey rsa:1024 -nodes -keyout mallory.key -subj /O=bosses/O=crew/CN=mallory -out mallory.csr',
    )
    await lab.type(
      'kubectl create clusterrole asker --verb=create,get,patch --resource=certificatesigningrequests && kubectl create clusterrolebinding asker --clusterrole=asker --user=eve',
    )
    lab.manifest('mallory', { expirationSeconds: 86_400 })
    t.match(await lab.type('kubectl create --as=eve -f mallory.yaml'), /mallory created/)
    const card = await lab.until('kubectl describe csr mallory', / Review /)
    t.match(
      card,
      /Warning +Review .*Look before you approve: whoever holds its RSA 1024 key will be the user mallory in bosses, crew, for 1 day; eve asks for it\./,
    )
    t.match(
      card,
      /It is an administrator of the cluster: group bosses has cluster-admin by ClusterRoleBinding bosses\./,
    )
    t.match(card, /eve asks for the name of another user\./)
    t.match(card, /An RSA key of 1024 bits can be broken\./)
    t.match(card, /No binding is for the group crew yet\./)
    t.match(
      unbroken(await lab.explain('mallory')),
      /approval +… Look before you approve: .* … pending/,
    )
    t.match(
      await lab.type('kubectl certificate approve mallory'),
      /Warning: this certificate is that of a cluster administrator: group bosses has cluster-admin/,
    )
  },
}

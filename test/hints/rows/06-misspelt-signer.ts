import { advice, CLIENT } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'a signer that there is not',
  hints: ['signer-unserved', 'approved-in-vain', 'no-certificate-yet'],
  async commit(t, lab) {
    const said = await lab.apply('typo', { signerName: 'kubernetes.io/kube-apiserver' })
    t.match(
      said,
      /Warning: no signer in this cluster handles kubernetes\.io\/kube-apiserver\. Did you mean kubernetes\.io\/kube-apiserver-client\?/,
    )
    t.match(
      await lab.type('kubectl certificate approve typo'),
      /Warning: typo is approved, but no signer in this cluster handles kubernetes\.io\/kube-apiserver\. .*\n.*typo approved/,
    )
    t.match(
      await lab.type('kubectl get csr typo'),
      /Warning: typo has no certificate, for no signer in this cluster handles/,
    )
    await lab.until('kubectl describe csr typo', /NobodySigns .*No signer in this cluster handles/)
    lab.manifest('typo')
    t.match(await lab.type(advice(said)), /typo replaced/)
    t.equal(await lab.type("kubectl get csr typo -o jsonpath='{.spec.signerName}' 2>&-"), CLIENT)
  },
}

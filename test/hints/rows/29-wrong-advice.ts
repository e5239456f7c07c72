import * as lists from '../../../src/hints/list.ts'
import { PAGES } from '../../../src/hints/pages.ts'
import { Lab } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'believing a page on the web that is wrong',
  hints: [],
  async commit(t) {
    for (const { id, page } of Object.values(lists).flat())
      t.ok(Object.values<string>(PAGES).includes(page), `${id} rests on a page of kubernetes.io`)
    const lab = await Lab.start(t, { hints: 'full' })
    const said = await lab.apply('page', { signerName: 'kubernetes.io/kube-apiserver' })
    t.match(
      said,
      /An approved request stays Approved and never gets a certificate\..*\(see https:\/\/kubernetes\.io\/docs\/reference\/access-authn-authz\/certificate-signing-requests\/#kubernetes-signers\)/,
      'the rule: it stays Approved, not Pending, and there is no such signer',
    )
    await lab.type('kubectl certificate approve page')
    await lab.until(
      'kubectl describe csr page',
      /NobodySigns .*It will get no certificate\..*\(see https:\/\/kubernetes\.io/,
    )
  },
}

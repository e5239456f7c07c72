import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'no CN, stray characters, a group that is nearly right',
  hints: ['odd-subject', 'unknown-group'],
  async commit(t, lab) {
    await lab.request('odd', '/O=IT}/CN=odd')
    const odd = await lab.apply('odd')
    t.match(odd, /Warning: "IT}" in the subject has characters that look left over/)
    await lab.type(`${advice(odd)} && kubectl delete csr odd`)
    t.match(await lab.type('openssl req -in odd.csr -noout -subject'), /O ?= ?IT, ?CN ?= ?odd/)
    t.notMatch(await lab.apply('odd'), /Warning/)
    await lab.type(
      'kubectl create clusterrolebinding engineers --clusterrole=view --group=engineers',
    )
    await lab.request('emma', '/O=enginers/CN=emma')
    const near = await lab.apply('emma')
    t.match(
      near,
      /Warning: no binding is for the group enginers .* there are bindings for engineers\./,
    )
    await lab.type(advice(near))
    t.match(await lab.type('openssl req -in emma.csr -noout -subject'), /O ?= ?engineers/)
  },
}

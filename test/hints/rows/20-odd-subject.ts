import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'no CN, stray characters, a comma for a slash, OU for O, a group that is nearly right',
  hints: ['odd-subject', 'ou-for-o', 'unknown-group'],
  async commit(t, lab) {
    await lab.request('odd', '/O=IT}/CN=odd')
    const odd = await lab.apply('odd')
    t.match(odd, /Warning: "IT}" in the subject has characters that look left over/)
    await lab.type(`${advice(odd)} && kubectl delete csr odd`)
    t.match(await lab.type('openssl req -in odd.csr -noout -subject'), /CN ?= ?odd, ?O ?= ?IT/)
    t.notMatch(await lab.apply('odd'), /Warning/)
    await lab.request('john-dev', '/CN=john,O=dev')
    await lab.type(advice(await lab.apply('john-dev')))
    t.match(
      await lab.type('openssl req -in john-dev.csr -noout -subject'),
      /CN ?= ?john, ?O ?= ?dev/,
    )
    await lab.request('unit', '/CN=unit/OU=developers')
    const unit = await lab.apply('unit')
    t.match(unit, /Warning: OU=developers makes nobody a member of a group/)
    await lab.type(`${advice(unit)} && kubectl delete csr unit`)
    t.notMatch(await lab.apply('unit'), /Warning/)
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

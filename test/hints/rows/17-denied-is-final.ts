import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'approving what was denied, denying what was approved',
  hints: ['decided', 'denied-is-final'],
  async commit(t, lab) {
    await lab.apply('nay')
    await lab.type('kubectl certificate deny nay')
    const said = await lab.type('kubectl certificate approve nay')
    t.match(said, /Warning: nay was denied, and that is final\..*\n.*already Denied/)
    await lab.until(
      'kubectl describe csr nay',
      /Denied by kubernetes-admin with kubectl .* A denied request is final; the request will be cleaned up/,
    )
    const raw = `curl -s -D - --cacert ca.crt -H "Authorization: Bearer $(cat token)" -X PATCH -H 'Content-Type: application/merge-patch+json'`
    const patched = await lab.type(
      `${raw} --data '{"status":{"conditions":[{"type":"Approved","status":"True","reason":"r","message":"m"}]}}' ${lab.url}/apis/certificates.k8s.io/v1/certificatesigningrequests/nay/approval`,
    )
    t.match(patched, /warning: 299 - "nay was denied, and that is final/)
    t.match(await lab.type(advice(said)), /nay replaced/)
    await lab.issue('nay')
    t.match(
      await lab.type('kubectl certificate deny nay'),
      /Warning: nay was approved, and that is final: its certificate stays valid until it ends/,
    )
  },
}

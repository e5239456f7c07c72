import { advice, Lab } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'reading the certificate too early',
  hints: ['no-certificate-yet'],
  async commit(t) {
    const lab = await Lab.start(t, { signerDelay: '2s' })
    const fetch = "kubectl get csr early -o jsonpath='{.status.certificate}'"
    await lab.apply('early')
    const pending = await lab.type(fetch)
    t.match(
      pending,
      /^Warning: early is pending, and has no certificate before somebody approves it/,
    )
    await lab.type(advice(pending))
    const waiting = await lab.type(fetch)
    t.match(
      waiting,
      /^Warning: the certificate of early is not there yet\. Wait for it: kubectl wait/,
    )
    t.match(await lab.type(advice(waiting)), /early condition met/)
    t.match(await lab.type(fetch), /^LS0t/)
    await lab.apply('never')
    await lab.type('kubectl certificate deny never')
    t.match(
      await lab.type('kubectl get csr never -o yaml'),
      /Warning: never was denied, so it will never have a certificate/,
    )
  },
}

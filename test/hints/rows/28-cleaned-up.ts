import { ManualClock } from '../../fixtures/clock.ts'
import { advice, Lab } from '../lab.ts'
import type { Row } from '../row.ts'

const MINUTE = 60_000

export const row: Row = {
  mistake: 'coming back the next day',
  hints: ['soon-gone', 'was-deleted'],
  async commit(t) {
    const clock = new ManualClock(Date.now())
    const lab = await Lab.start(t, { clock })
    await lab.apply('late')
    await lab.issue('late')
    await lab.until('kubectl describe csr late', /Issued .*the request will be cleaned up after/)
    clock.advance(50 * MINUTE)
    const soon = await lab.type('kubectl get csr late')
    t.match(
      soon,
      /Warning: late will be cleaned up in about \d+ minutes, because requests that are issued are kept for an hour\. Keep its certificate: kubectl get csr late/,
    )
    await lab.type(`rm late.crt; ${advice(soon)}`)
    t.match(await lab.type('openssl x509 -in late.crt -noout -subject'), /CN ?= ?late/)
    // the cleaner comes by once an hour, and may find it too young the first time
    clock.advance(60 * MINUTE)
    await lab.type('kubectl get csr')
    clock.advance(60 * MINUTE)
    const gone = await lab.until('kubectl get csr late', /NotFound/)
    t.match(
      gone,
      /Warning: there was a request late; it was cleaned up at 2\S+ \S+ UTC, because requests that are issued are kept for an hour\. Its certificate works until 2\S+ \S+ UTC all the same\.\nError from server \(NotFound\)/,
    )
    const told = await lab.explain('late')
    t.match(told, /"late" not found\nthere was a request late; it was cleaned up at/)
    await lab.apply('dropped')
    await lab.type('kubectl delete csr dropped')
    t.match(
      await lab.type('kubectl get csr dropped'),
      /Warning: there was a request dropped; kubernetes-admin deleted it at 2\S+ \S+ UTC\./,
    )
    t.notMatch(await lab.type('kubectl get csr never'), /Warning/)
  },
}

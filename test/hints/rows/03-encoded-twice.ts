import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'encoded twice, or not at all',
  hints: ['not-a-request', 'broken-base64'],
  async commit(t, lab) {
    await lab.request('twice')
    const twice = await lab.apply('twice', {
      request: await lab.type('base64 -w0 twice.csr | base64 -w0'),
    })
    t.match(twice, /Warning: spec\.request is encoded twice, and one time is enough/)
    const pem = lab.read('twice.csr').trim().replaceAll('\n', '\n    ')
    const never = await lab.apply('twice', { request: `|\n    ${pem}` })
    t.match(never, /Warning: spec\.request holds the PEM text itself, and it has to be in base64/)
    const [a, b] = [advice(twice), advice(never)]
    t.equal(a, b)
    t.match(await lab.apply('twice', { request: await lab.type(a) }), /twice created/)
  },
}

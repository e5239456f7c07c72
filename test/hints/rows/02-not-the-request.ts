import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'base64 of the key, the certificate or the name of a file',
  hints: ['not-a-request'],
  async commit(t, lab) {
    await lab.request('john')
    const encoded = (file: string) => Buffer.from(lab.read(file)).toString('base64')
    const key = await lab.apply('john', { request: encoded('john.key') })
    t.match(key, /Warning: spec\.request holds a PRIVATE KEY, not a request\. Throw that key away/)
    t.match(key, /PEM block type must be CERTIFICATE REQUEST/)
    const before = lab.read('john.key')
    await lab.type(advice(key))
    t.not(lab.read('john.key'), before, 'the command makes a new key and a new request')
    const name = await lab.apply('john', { request: Buffer.from('john.csr\n').toString('base64') })
    t.match(name, /Warning: spec\.request holds the name john\.csr in base64/)
    t.match(await lab.apply('john', { request: await lab.type(advice(name)) }), /john created/)
  },
}

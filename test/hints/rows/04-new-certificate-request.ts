import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'NEW CERTIFICATE REQUEST, as keytool writes it',
  hints: ['not-a-request'],
  async commit(t, lab) {
    await lab.request('java', '/CN=java', '-newhdr')
    t.match(lab.read('java.csr'), /BEGIN NEW CERTIFICATE REQUEST/)
    const said = await lab.apply('java')
    t.match(said, /Warning: spec\.request is headed NEW CERTIFICATE REQUEST, as keytool writes it/)
    t.match(said, /sed -i\.bak 's\/NEW CERTIFICATE REQUEST\/CERTIFICATE REQUEST\/' java\.csr/)
    await lab.type(advice(said))
    t.match(await lab.apply('java'), /java created/)
    await lab.request('binary', '/CN=binary', '-outform DER')
    const request = await lab.type('base64 -w0 binary.csr')
    t.match(await lab.apply('binary', { request }), /Warning: spec\.request holds a request in DER/)
  },
}

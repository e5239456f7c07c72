import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'NEW CERTIFICATE REQUEST, as keytool writes it',
  hints: ['not-a-request'],
  async commit(t, lab) {
    await lab.request('java', '/CN=java', '-newhdr')
    t.match(lab.read('java.csr'), /BEGIN NEW CERTIFICATE REQUEST/)
    const said = await lab.apply('java')
    t.match(
      said,
      /Warning: spec\.request is headed NEW CERTIFICATE REQUEST, and Kubernetes takes only/,
    )
    t.match(said, /sed -i\.bak 's\/NEW CERTIFICATE REQUEST\/CERTIFICATE REQUEST\/' java\.csr/)
    await lab.type(advice(said))
    t.match(await lab.apply('java'), /java created/)
  },
}

import { Lab } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'looking for the user in metadata.name',
  hints: ['name-is-not-user'],
  async commit(t) {
    const lab = await Lab.start(t)
    await lab.request('paul-request', '/CN=paul')
    t.match(
      await lab.apply('paul-request'),
      /Warning: the request is called paul-request, but the user will be paul, the CN of its subject\.\n/,
    )
    await lab.request('petra-request', '/CN=petra')
    t.notMatch(await lab.apply('petra-request'), /Warning/, 'it is said once')
    t.equal(
      await lab.apply('paul'),
      'certificatesigningrequest.certificates.k8s.io/paul created\n',
      'a request that is right is left in peace',
    )
  },
}

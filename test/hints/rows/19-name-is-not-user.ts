import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'looking for the user in metadata.name',
  hints: ['name-is-not-user'],
  async commit(t, lab) {
    await lab.request('paul-request', '/CN=paul')
    t.match(
      await lab.apply('paul-request'),
      /Warning: the request is called paul-request, but the user will be paul, the CN of its subject: bind roles to --user=paul\./,
    )
    t.equal(
      await lab.apply('paul'),
      'certificatesigningrequest.certificates.k8s.io/paul created\n',
      'a request that is right is left in peace',
    )
  },
}

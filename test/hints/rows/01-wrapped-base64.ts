import type { Row } from '../row.ts'
import { unbroken } from '../../fixtures/unbroken.ts'
import { advice } from '../lab.ts'

export const row: Row = {
  mistake: 'base64 that is wrapped into lines',
  hints: ['broken-base64'],
  async commit(t, lab) {
    await lab.request('wrapped')
    const lines = (await lab.type('base64 wrapped.csr')).trim()
    lab.manifest('wrapped', { request: lines })
    t.match(await lab.type('kubectl apply -f wrapped.yaml'), /error parsing wrapped\.yaml/)
    t.match(
      unbroken(lab.doctor('wrapped.yaml')),
      /breaks off in line \d+, because the base64 of spec\.request is wrapped into lines.* base64 < wrapped\.csr \| tr -d '\\n'/,
      'it never reaches the server, but the doctor sees it',
    )
    const said = await lab.apply('wrapped', { request: lines.replaceAll('\n', ' ') })
    t.match(
      said,
      /Warning: .*wrapped into lines or has blanks.*Encode the request on one line: base64 < wrapped\.csr \| tr -d '\\n'/,
    )
    t.match(said, /illegal base64/, 'the error of the API is there as well')
    t.match(
      await lab.apply('wrapped', { request: await lab.type(advice(said)) }),
      /wrapped created/,
      'what the hint prints is what belongs there',
    )
  },
}

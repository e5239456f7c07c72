import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'approving a request by a name that is misspelt',
  hints: ['misspelt-name'],
  async commit(t, lab) {
    await lab.apply('gabriela')
    const said = await lab.type('kubectl certificate approve gabriella')
    t.match(
      said,
      /^Warning: there is no request gabriella, but there is one called gabriela\. .*\n.*NotFound/,
    )
    t.match(await lab.type(advice(said)), /gabriela approved/)
    t.notMatch(await lab.type('kubectl get csr gabriella --as=eve'), /gabriela\b/)
  },
}

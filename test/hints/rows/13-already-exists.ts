import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'the same name again, with another key',
  hints: ['name-taken', 'frozen-spec'],
  async commit(t, lab) {
    await lab.apply('taken')
    t.match(
      await lab.type('kubectl create -f taken.yaml'),
      /Warning: the request taken that is there holds the same key, .*\n.*already exists/,
    )
    await lab.request('taken')
    const applied = await lab.apply('taken')
    t.match(
      applied,
      /spec\.request is dropped\. The request that is there holds another key \(SHA-256 [0-9a-f]{16}, yours/,
    )
    const created = await lab.type('kubectl create -f taken.yaml')
    t.match(
      created,
      /Warning: the request taken that is there holds another key \(SHA-256 ([0-9a-f]{16}), yours is (?!\1)[0-9a-f]{16}\).*\n.*already exists/,
    )
    t.match(await lab.type(`${advice(created)} && kubectl create -f taken.yaml`), /taken created/)
  },
}

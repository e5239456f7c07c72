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
      /spec\.request is dropped\. Send yours in its place: kubectl replace --force -f taken\.yaml/,
    )
    const created = await lab.type('kubectl create -f taken.yaml')
    t.match(
      created,
      /Warning: the request taken that is there holds another key, so its certificate is of no use with yours\..*\n.*already exists/,
    )
    t.match(await lab.type(advice(created)), /taken replaced/)
  },
}

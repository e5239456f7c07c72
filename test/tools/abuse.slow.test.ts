import t from 'tap'
import { abuse } from '../../tools/abuse.ts'

void t.test('clients that disconnect leave nothing behind', async (t) => {
  const { connections, requests, problems } = await abuse(t, 60, 7)
  t.strictSame(problems, [])
  t.ok(requests > connections)
})

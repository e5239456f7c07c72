import t from 'tap'
import { fuzz } from './fuzz.ts'

void t.test('hostile requests to every operation find no bug', async (t) => {
  const { problems, operations, requests, codes } = await fuzz({
    requests: 1200,
    seed: 1,
    heavy: false,
  })
  t.same(problems, [])
  t.ok(requests > operations, 'each was asked')
  for (const code of [200, 400, 404, 415]) t.ok((codes[code] ?? 0) > 0, `some ${code}`)
})

import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { tellOfLarge } from '../../src/terminal/large-file.ts'

void t.test('work on a large file is told of until it is over', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'csrlab.db')
  const told: (string | undefined)[] = []
  const terminal = { progress: (text: string | undefined) => void told.push(text) }
  const fail = () => Promise.reject(new Error('no'))
  t.equal(await tellOfLarge('checking', folder, terminal, () => 1), 1)
  writeFileSync(path, '')
  await tellOfLarge('checking', join(path, 'below'), terminal, () => 1)
  await tellOfLarge('checking', folder, terminal, () => 1)
  t.same(told, [], 'nothing of a small one, or of none')
  // a hole takes no room
  truncateSync(path, 64 * 1024 * 1024)
  await t.rejects(tellOfLarge('checking', folder, terminal, fail))
  t.same(told, [`checking ${path}, 64 MiB …`, undefined])
})

import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Progress } from '../../src/store/progress.ts'
import { tellOfLarge } from '../../src/terminal/large-file.ts'

void t.test('work on a large file is told of until it is over', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'csrlab.db')
  const told: (string | undefined)[] = []
  const terminal = { progress: (text: string | undefined) => void told.push(text) }
  const fail = (report: Progress) => {
    for (const done of [0, 1, 500, 501, 1000]) report(done, 1000)
    return Promise.reject(new Error('no'))
  }
  t.equal(await tellOfLarge('checking', folder, terminal, () => 1), 1)
  writeFileSync(path, '')
  await tellOfLarge('checking', join(path, 'below'), terminal, () => 1)
  await tellOfLarge('checking', folder, terminal, () => 1)
  t.same(told, [], 'nothing of a small one, or of none')
  // a hole takes no room
  truncateSync(path, 64 * 1024 * 1024)
  await t.rejects(tellOfLarge('checking', folder, terminal, fail))
  const line = `checking ${path}, 64 MiB …`
  t.same(told, [line, `${line} 50 %`, `${line} 100 %`, undefined], 'each percentage once')
})

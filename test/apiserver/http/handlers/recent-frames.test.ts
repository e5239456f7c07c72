import t from 'tap'
import { recentFrames } from '../../../../src/apiserver/http/handlers/recent-frames.ts'
import type { Row } from '../../../../src/storage/store.ts'

const rowOf = (revision: number): Row => ({
  key: `/registry/things/${revision}`,
  value: Buffer.alloc(0),
  revision,
})

const made = (bytes: number) => {
  let times = 0
  return {
    frame: (): Buffer => {
      times += 1
      return Buffer.alloc(bytes)
    },
    get times(): number {
      return times
    },
  }
}

t.test('a frame is made once for each form', async (t) => {
  const frames = recentFrames()
  const [row, maker] = [rowOf(1), made(10)]
  const first = frames(row, 'v1 ADDED', maker.frame)
  t.equal(frames(row, 'v1 ADDED', maker.frame), first)
  t.not(frames(row, 'v1 MODIFIED', maker.frame), first)
  t.equal(frames(row, 'v1 ADDED', maker.frame), first)
  t.equal(maker.times, 2)
})

t.test('the cache is limited in bytes, and keeps the newest frames', async (t) => {
  const frames = recentFrames()
  const maker = made(100 * 1024)
  const rows = Array.from({ length: 30 }, (_, i) => rowOf(i))
  for (const row of rows) frames(row, 'v1 ADDED', maker.frame)
  t.equal(maker.times, 30)
  for (const row of rows.slice(-5)) frames(row, 'v1 ADDED', maker.frame)
  t.equal(maker.times, 30, 'the five newest frames are cached')
  frames(rows[0]!, 'v1 ADDED', maker.frame)
  t.equal(maker.times, 31, 'the oldest frame is not cached')
})

import t from 'tap'
import { reportDisk } from '../../src/server/disk-report.ts'

const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })

t.test(
  'one line tells that writes fail and what helps, and one that they work again',
  async (t) => {
    const lines: string[] = []
    const note = (level: string) => (_details: unknown, message?: string) =>
      void lines.push(`${level}: ${message}`)
    let now = 0
    const report = reportDisk('/data/csrlab.db', {
      log: { error: note('error'), warn: note('warn') },
      clock: { now: () => now },
    })
    const told = (...causes: readonly unknown[]) => {
      for (const cause of causes) report(cause)
      return lines.splice(0)
    }
    const failing =
      'error: cannot store changes in /data/csrlab.db (database or disk is full), reads go on: free space on its disk, or stop csrlab and move the folder to a larger one; deleting objects does not help, since a delete needs space too'
    t.same(told(full, full), [failing])
    t.same(told(undefined, undefined), ['warn: changes are stored again in /data/csrlab.db'])
    now = 59_999
    t.same(told(full, undefined, full), [], 'at most one failure a minute, and its end')
    now = 60_000
    t.same(told(full), [failing])
    now = 120_000
    t.same(told(undefined, new Error('disk I/O error')), [
      'warn: changes are stored again in /data/csrlab.db',
      'error: cannot store changes in /data/csrlab.db (disk I/O error), reads go on: check its disk',
    ])
  },
)

import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { createServer } from '../../src/server/server.ts'
import { OpenError } from '../../src/storage/open.ts'

t.test('an undecodable row makes the start fail with an error that names the row', async (t) => {
  const dataDir = t.testdir()
  const options = { dataDir, port: 0, caKeyType: 'p256' } as const
  const first = await createServer(options)
  await first.listen()
  await first.close()
  const key = '/registry/clusterroles/cluster-admin'
  for (const value of ['{"kind":', '[1]']) {
    const db = new Database(join(dataDir, 'csrlab.db'))
    const { good } = db
      .prepare<[string], { good: Buffer }>('SELECT value AS good FROM log WHERE key = ?')
      .get(key)!
    const overwrite = db.prepare<[Buffer, string]>('UPDATE log SET value = ? WHERE key = ?')
    overwrite.run(Buffer.from(value), key)
    db.close()
    const start = async () => {
      const server = await createServer(options)
      t.teardown(() => server.close())
      await server.listen()
    }
    const error = await start().catch((error: unknown) => error)
    t.type(error, OpenError, key)
    const { message } = error as OpenError
    t.match(message, `the row ${key} of revision `)
    t.match(message, /cannot be decoded: .*; restore a backup, or start over with --recreate$/)
    t.notMatch(message, '\n')
    const repaired = new Database(join(dataDir, 'csrlab.db'))
    repaired.prepare<[Buffer, string]>('UPDATE log SET value = ? WHERE key = ?').run(good, key)
    repaired.close()
  }
})

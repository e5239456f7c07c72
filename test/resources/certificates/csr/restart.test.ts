import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { COLLECTION, condition, csrBody, requestOf } from '../../../fixtures/builders.ts'
import { p256 } from '../../../ca/builders.ts'
import { startServer, type TestServer } from '../../../fixtures/server.ts'

const certificateOf = async (server: TestServer, name: string) => {
  const { status } = await server.until(`${COLLECTION}/${name}`, (csr) => csr.status.certificate)
  return Buffer.from(status.certificate, 'base64').toString()
}

const approve = (server: TestServer, name: string) =>
  server.patch(`${COLLECTION}/${name}/approval`, {
    status: { conditions: [condition('Approved')] },
  })

t.test(
  'after a restart, approved CSRs are signed, and issued certificates are unchanged',
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'csrlab-test-'))
    t.teardown(() => rmSync(dataDir, { recursive: true }))
    const first = await startServer({ teardown: () => undefined }, { dataDir })
    await first.post(COLLECTION, csrBody({ name: 'done', request: requestOf({ key: p256 }) }))
    await approve(first, 'done')
    const done = await certificateOf(first, 'done')
    await first.post(COLLECTION, csrBody({ name: 'waits' }))
    void approve(first, 'waits').catch(() => undefined)
    await first.until(`${COLLECTION}/waits`, ({ status }) => status.conditions)
    await first.close()
    const second = await startServer(t, { dataDir })
    t.equal(await certificateOf(second, 'done'), done)
    await certificateOf(second, 'waits')
  },
)

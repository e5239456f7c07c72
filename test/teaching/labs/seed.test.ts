import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createServer } from '../../../src/server/server.ts'
import { systemClock } from '../../../src/server/system.ts'
import type { Lab } from '../../../src/teaching/labs/lab.ts'
import { AUDIT_POLICY } from '../../../src/teaching/labs/lab-server.ts'
import { seedLab } from '../../../src/teaching/labs/seed.ts'

t.test('a seed with a user that the server rejects leaves no files', async (t) => {
  const home = t.testdir()
  const folder = join(home, 'work')
  mkdirSync(folder)
  const auditLog = join(home, 'audit.log')
  const server = await createServer({ auditLog, auditPolicy: AUDIT_POLICY, port: 0 })
  t.teardown(() => server.close())
  const { url } = await server.listen()
  const { adminToken: token, admin, authority } = server
  const { certificatePem: caPem, keyPem: caKeyPem } = authority
  const users = [
    { name: 'ann', groups: ['devs'], files: { key: 'ann.key' } },
    { name: 'bob', groups: ['system:masters'], files: { key: 'bob.key' } },
  ]
  const lab = { folder: home, files: {}, seed: { users } } as unknown as Lab
  const labServer = { url, token, admin, caPem, servingCaPem: caPem, caKeyPem, auditLog }
  await t.rejects(seedLab(lab, labServer, folder, systemClock), /rejects the seed: .*masters/)
  t.same(readdirSync(folder), [])
})

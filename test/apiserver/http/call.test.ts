import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { startServer } from '../../fixtures/server.ts'

t.test('a large body and a large response, with an audit log, do not leak listeners', async (t) => {
  const warnings: string[] = []
  const warned = ({ message }: Error) => void warnings.push(message)
  process.on('warning', warned)
  t.teardown(() => process.off('warning', warned))
  const lab = await startServer(t, {
    auditLog: join(t.testdir(), 'audit.log'),
    auditLevel: 'Metadata',
  })
  const { code, text } = await lab.post('/api/v1/namespaces/default/configmaps', {
    metadata: { name: 'large' },
    data: { a: 'x'.repeat(1024 * 1024 - 1) },
  })
  t.equal(code, 201)
  t.ok(text.length > 1024 * 1024, 'the response is large enough to be sent in pieces')
  // Node emits warnings asynchronously
  await setImmediate()
  t.strictSame(warnings, [])
})

t.test('parameters of a media type are ignored', async (t) => {
  const lab = await startServer(t)
  const { code } = await lab.request('POST', '/api/v1/namespaces/default/configmaps', {
    body: 'metadata: {name: a}',
    headers: { 'content-type': 'application/yaml ; charset=utf-8' },
  })
  t.equal(code, 201)
})

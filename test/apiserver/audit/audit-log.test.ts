import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { auditLog, type AuditTarget, fileTarget } from '../../../src/apiserver/audit/audit-log.ts'
import { sourceIPs } from '../../../src/apiserver/audit/source-ips.ts'

const logTo = (t: Test, path: string) => auditLog(fileTarget(path), (problem) => t.fail(problem))

t.test('lines are in the file, in order, when the log is closed', async (t) => {
  const path = join(t.testdir({}), 'audit.log')
  const mask = process.umask(0)
  const log = logTo(t, path)
  process.umask(mask)
  const lines = Array.from({ length: 5000 }, (_, i) => `{"line":${i}}\n`)
  for (const [i, line] of lines.entries()) {
    log.write(line)
    if (i % 1000 === 0) await setImmediate()
  }
  await log.close()
  t.equal(readFileSync(path, 'utf8'), lines.join(''))
  t.equal(statSync(path).mode & 0o777, 0o600)

  const more = logTo(t, path)
  more.write('{"line":"more"}\n')
  await more.close()
  t.ok(
    readFileSync(path, 'utf8').endsWith('{"line":4999}\n{"line":"more"}\n'),
    'a second log appends to the file',
  )
})

t.test('for an unwritable file, the error names the cause and the remedies', async (t) => {
  const folder = t.testdir({ file: '' })
  for (const [path, code] of [
    [join(folder, 'none', 'audit.log'), 'ENOENT'],
    [join(folder, 'file', 'audit.log'), 'ENOTDIR'],
    [folder, 'EISDIR'],
  ] as const) {
    t.throws(() => fileTarget(path), {
      name: 'AuditLogError',
      message: `--audit-log ${path} cannot be written (${code}); create its folder, make the file writable, or name another one.`,
    })
  }
})

/** Appends writes to `text`; if `error` is set, writes fail with it. */
class FakeTarget implements AuditTarget {
  text = ''
  error: Error | undefined
  async write(bytes: Buffer): Promise<void> {
    if (this.error !== undefined) throw this.error
    this.text += bytes
  }
  async close(): Promise<void> {
    this.text += '(closed)'
  }
}

const turns = async () => {
  for (let i = 0; i < 5; i++) await setImmediate()
}

t.test('a full disk is reported once; writing resumes when there is room', async (t) => {
  const target = new FakeTarget()
  const reports: string[] = []
  const log = auditLog(target, (problem) => reports.push(problem))
  target.error = new Error('ENOSPC: no space left on device, write')
  log.write('lost\n')
  await turns()
  log.write('lost too\n')
  await turns()
  t.same(reports, ['audit events are lost: ENOSPC: no space left on device, write'])
  target.error = undefined
  log.write('kept\n')
  await log.close()
  t.equal(target.text, 'kept\n(closed)')
  t.same(reports.slice(1), ['audit events are being written again'])
})

t.test('with a stuck disk, the log buffers a bounded amount', async (t) => {
  let release = (): void => undefined
  const stuck = new Promise<void>((resolve) => (release = resolve))
  let taken = 0
  const reports: string[] = []
  const log = auditLog(
    {
      write: async (bytes) => {
        await stuck
        taken += bytes.length
      },
      close: async () => undefined,
    },
    (problem) => reports.push(problem),
  )
  const line = `${'x'.repeat(1024 * 1024 - 1)}\n`
  log.write('first\n')
  await turns()
  for (let i = 0; i < 100; i++) log.write(line)
  t.same(reports, ['audit events are lost: they arrive faster than they can be written'])
  release()
  await log.close()
  t.ok(taken > 60 * line.length && taken < 70 * line.length, `${taken} bytes were buffered`)
})

t.test('a truncated line does not swallow the next one', async (t) => {
  // a full disk may leave a partial line, and the log appends to the same file
  const path = join(t.testdir({}), 'audit.log')
  writeFileSync(path, '{"cut')
  const log = logTo(t, path)
  log.write('{"line":1}\n')
  await log.close()
  t.equal(readFileSync(path, 'utf8'), '{"cut\n{"line":1}\n')
})

t.test('the source IPs are the addresses in headers, then that of the connection', async (t) => {
  t.same(sourceIPs({}, '::ffff:127.0.0.1'), ['127.0.0.1'])
  t.same(sourceIPs({}, '::1'), ['::1'])
  t.same(sourceIPs({ 'x-forwarded-for': '10.0.0.1, nobody, 10.0.0.2' }, '127.0.0.1'), [
    '10.0.0.1',
    '10.0.0.2',
    '127.0.0.1',
  ])
  const headers = { 'x-forwarded-for': '10.0.0.1', 'x-real-ip': '10.0.0.1' }
  t.same(sourceIPs(headers, '10.0.0.1'), ['10.0.0.1'])
  t.same(sourceIPs({ 'x-real-ip': '10.0.0.9' }, undefined), ['10.0.0.9'])
})

import { readFileSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseCertificatesPem } from '../../src/ca/certificate.ts'
import { hashToken } from '../../src/apiserver/authn/token.ts'
import { createCertificateAuthority } from '../../src/ca/authority.ts'
import { adminToken } from '../../src/server/admin-token.ts'
import { servingIdentity } from '../../src/server/own-certificates.ts'
import { ManualClock } from '../fixtures/clock.ts'
import { openMemoryStore } from '../../src/storage/memory.ts'
import { openStore } from '../../src/storage/sqlite.ts'
import { systemClock, systemEntropy } from '../../src/server/system.ts'

const parts = (db?: string) => {
  const store = db === undefined ? openMemoryStore() : openStore({ path: db })
  return { store, settings: store.settings, clock: systemClock, entropy: systemEntropy }
}

t.test("the administrator's token is in its file, and its hash in the database", async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'token')
  const db = join(folder, 'csrlab.db')
  const first = parts(db)
  const token = await adminToken(first, path)
  t.match(token, /^[\w-]{32}$/)
  t.equal(readFileSync(path, 'utf8'), `${token}\n`)
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.same(first.settings.get('admin.token.sha256'), hashToken(token))
  await first.store.close()
  t.notOk(readFileSync(db).includes(token))

  chmodSync(path, 0o644)
  const second = parts(db)
  t.equal(await adminToken(second, path), token, 'it survives restarts')
  t.equal(statSync(path).mode & 0o777, 0o600, 'the file is private again')

  rmSync(path)
  const anew = await adminToken(second, path)
  t.not(anew, token, 'if the file is missing, the token is replaced')
  t.same(second.settings.get('admin.token.sha256'), hashToken(anew))

  writeFileSync(path, 'chosen-by-somebody\n')
  const replaced = await adminToken(second, path)
  t.not(replaced, 'chosen-by-somebody')
  t.not(replaced, anew)
  t.equal(readFileSync(path, 'utf8'), `${replaced}\n`)
  await second.store.close()
})

t.test('each cluster in memory gets its own token', async (t) => {
  const [one, two] = [parts(), parts()]
  t.not(await adminToken(one, undefined), await adminToken(two, undefined))
  await Promise.all([one.store.close(), two.store.close()])
})

t.test('the serving certificate is reused while its names and its CA stay the same', async (t) => {
  const clock = new ManualClock(Date.UTC(2030, 0, 1))
  const made = parts()
  const keeping = { ...made, ownSettings: made.settings, clock }
  const create = () => createCertificateAuthority({ ...keeping, keyType: 'p256' })
  const [authority, other] = await Promise.all([create(), create()])
  const names = { dns: ['localhost', 'here'], ip: ['127.0.0.1', '::1'] }
  const first = await servingIdentity(keeping, authority, names)
  const again = (changed = names, by = authority) => servingIdentity(keeping, by, changed)
  t.same(await again(), first)
  const cases: [what: string, names: typeof names, by: typeof authority][] = [
    ['another name', { ...names, dns: ['localhost', 'there'] }, authority],
    ['one name fewer', { ...names, dns: ['localhost'] }, authority],
    ['another address', { ...names, ip: ['127.0.0.1', '::2'] }, authority],
    ['another CA with the same name', names, other],
  ]
  for (const [what, changed, by] of cases) {
    const renewed = await again(changed, by)
    t.not(renewed.keyPem, first.keyPem, what)
    t.same(await again(changed, by), renewed, `${what}, again`)
  }
  const { notBefore, notAfter } = parseCertificatesPem((await again()).certificatePem)[0]!
  t.equal(notBefore, authority.certificate.notBefore, 'it has the same validity period as the CA')
  t.equal(notAfter, authority.notAfter)
  await keeping.store.close()
})

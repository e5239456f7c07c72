import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { systemEntropy } from '../../src/server/system.ts'
import { sqlite } from '../../src/storage/sqlite/load.ts'
import { sealWith } from '../../src/storage/seal.ts'
import { openSealed } from '../../src/storage/sealed-settings.ts'
import { openStore } from '../../src/storage/sqlite.ts'
import type { Settings } from '../../src/storage/store.ts'

const KEY = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBg'.repeat(90)}\n-----END PRIVATE KEY-----\n`
const SENTENCE = /^the private keys in \S+store\.db are encrypted.*--encryption-passphrase-file$/

const fileFor = (t: Test) => join(t.testdir({}), 'store.db')

const using = async <T>(path: string, task: (settings: Settings) => T | Promise<T>) => {
  const store = openStore({ path })
  try {
    return await task(store.settings)
  } finally {
    await store.close()
  }
}

const partsOf = (path: string, settings: Settings) => ({ settings, path, entropy: systemEntropy })
const open = (path: string, settings: Settings) => openSealed(partsOf(path, settings), 'swordfish')

const holds = (path: string, text: string) => readFileSync(path).includes(text)

t.test('keys stored with a passphrase are encrypted in the file, and can be read', async (t) => {
  const path = fileFor(t)
  await using(path, async (settings) => {
    const sealed = await open(path, settings)
    await sealed.change({ 'ca.key': Buffer.from(KEY) })
    await sealed.change({
      'sa.key': Buffer.from(`${KEY}2`),
      'ca.crt': Buffer.from('for all to see'),
    })
  })
  t.notOk(holds(path, 'MIIEvQIBADANBg'))
  t.ok(holds(path, 'for all to see'), 'certificates stay plain')
  await using(path, async (settings) => {
    t.match(JSON.parse(String(settings.get('seal'))), { kdf: 'scrypt' })
    const sealed = await open(path, settings)
    t.equal(String(sealed.get('ca.key')), KEY)
    t.equal(String(sealed.get('sa.key')), `${KEY}2`)
    t.equal(String(sealed.get('ca.crt')), 'for all to see')
    t.equal(sealed.get('none.key'), undefined)
    t.same(sealed.names(), settings.names())
  })
})

t.test('a missing or wrong passphrase is an error, and changes nothing', async (t) => {
  const path = fileFor(t)
  await using(path, (settings) => open(path, settings))
  const before = readFileSync(path)
  await using(path, async (settings) => {
    for (const passphrase of [undefined, 'tunafish']) {
      await t.rejects(openSealed(partsOf(path, settings), passphrase), {
        name: 'OpenError',
        kind: 'sealed',
        message: SENTENCE,
      })
    }
  })
  t.ok(readFileSync(path).equals(before), 'the file is unchanged')
})

t.test('when plain keys are encrypted, the file keeps no trace of them', async (t) => {
  const path = fileFor(t)
  await using(path, async (settings) => {
    settings.change({ 'ca.key': Buffer.from(KEY) })
    // an earlier value, which may remain in free pages of the file
    settings.change({ 'admin.key': Buffer.from(KEY.replaceAll('A', 'Z').repeat(5)) })
    settings.change({ 'admin.key': Buffer.from('short') })
  })
  t.ok(holds(path, 'MIIEvQIBADANBg'))
  await using(path, (settings) => open(path, settings))
  t.notOk(holds(path, 'MIIEvQIBADANBg'))
  t.notOk(holds(path, 'MIIEvQIBZDZNBg'))
  await using(path, async (settings) => {
    const opened = await open(path, settings)
    t.equal(String(opened.get('ca.key')), KEY)
    t.equal(String(opened.get('admin.key')), 'short')
  })
})

t.test('an interrupted rewrite of the file is completed at the next open', async (t) => {
  const path = fileFor(t)
  await using(path, (settings) =>
    settings.change({ 'admin.token': Buffer.from('plain-'.repeat(700)) }),
  )
  const db = sqlite().open(path)
  db.exec(`DELETE FROM settings; INSERT INTO settings VALUES ('traces', x'')`)
  db.close()
  t.ok(holds(path, 'plain-plain'), 'a deleted row leaves a trace')
  await using(path, (settings) => t.same(settings.names(), []))
  t.notOk(holds(path, 'plain-plain'))
})

t.test('a changed or moved value cannot be decrypted', async (t) => {
  const path = fileFor(t)
  await using(path, async (settings) => {
    const sealed = await open(path, settings)
    await sealed.change({ 'a.key': Buffer.from('first') })
    await sealed.change({ 'b.key': Buffer.from('second') })
    settings.change({ 'b.key': settings.get('a.key')! })
    t.throws(() => sealed.get('b.key'), { name: 'OpenError', kind: 'damaged', message: /b\.key/ })
    const changed = Buffer.from(settings.get('a.key')!)
    changed[14]! ^= 1
    settings.change({ 'a.key': changed })
    t.throws(() => sealed.get('a.key'), { name: 'OpenError', kind: 'damaged' })
    settings.change({ 'a.key': Buffer.from('short') })
    t.throws(() => sealed.get('a.key'), { name: 'OpenError', kind: 'damaged' })
  })
})

t.test('a value encrypts to new bytes each time; a wrong passphrase fails', async (t) => {
  const parameters = { kdf: 'scrypt', N: 16, r: 8, p: 1, salt: 'c2FsdA==' } as const
  const seal = sealWith('swordfish', parameters, systemEntropy)
  const [one, two] = [seal.close('a', Buffer.from(KEY)), seal.close('a', Buffer.from(KEY))]
  t.notOk(one.equals(two))
  t.same(seal.open('a', one), seal.open('a', two))
  t.equal(sealWith('swordfisi', parameters, systemEntropy).open('a', one), undefined)
})

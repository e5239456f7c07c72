/** A cluster that is put into a data file as a whole, or not at all. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { putIntoFolder, takeFromFolder } from '../../src/store/move/folder.ts'
import { type Filling, NotEmptyError } from '../../src/store/move/whole.ts'
import { openStore } from '../../src/store/sqlite.ts'
import { VALUES, valueOf } from './conformance.ts'

const row = { key: '/registry/things/a', value: valueOf('1'), revision: 7, createRevision: 5 }
const FILLING: Filling = {
  revision: 9,
  rows: [row],
  settings: { one: Buffer.from('1') },
  snapshots: [],
  seal: async (settings) => settings,
}
const ignore = (): undefined => undefined

t.test('what is not confirmed leaves nothing', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'csrlab.db')
  const no = new Error('it is in use')
  const put = putIntoFolder(path, VALUES, FILLING, () => {
    t.notOk(existsSync(path), 'it has no name yet')
    throw no
  })
  await t.rejects(put, no)
  t.same(readdirSync(folder), [])
})

t.test('what an interrupted one has left is in nobody’s way, and goes', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'csrlab.db')
  writeFileSync(`${path}.part`, 'half')
  writeFileSync(`${path}.part-wal`, 'half')
  await putIntoFolder(path, VALUES, FILLING, ignore)
  t.same(readdirSync(folder), ['csrlab.db'])
  await takeFromFolder(path, VALUES, async ({ revision, rows, settings }) => {
    t.equal(revision, 9)
    t.match(rows, [{ key: row.key, revision: 7, createRevision: 5 }])
    t.equal(String(settings.get('one')), '1')
  })
})

t.test('what is there stays, unless it is empty', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'csrlab.db')
  await openStore({ path, values: VALUES }).close()
  await putIntoFolder(path, VALUES, FILLING, ignore)
  await t.rejects(putIntoFolder(path, VALUES, FILLING, ignore), NotEmptyError)
  const other = join(folder, 'other.db')
  // somebody is quicker
  const put = putIntoFolder(other, VALUES, FILLING, () => writeFileSync(other, 'theirs'))
  await t.rejects(put, NotEmptyError)
  t.same(readdirSync(folder).toSorted(), ['csrlab.db', 'other.db'])
})

/** `csrlab snapshot` and `csrlab reset`, asked of a running server. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { systemClock } from '../../../src/boot/system.ts'
import { terminal } from '../terminal.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'

t.test('snapshots are saved, listed, restored and deleted', async (t) => {
  const { csrlab, server } = await terminal(t, { clock: systemClock })
  t.match(await csrlab('snapshot'), { code: 0, text: /^There are no snapshots;/ })
  t.match(await csrlab('snapshot', 'save', 'empty'), {
    code: 0,
    text: /^kept empty, \d+ objects of \d{4}-\S+Z\n$/,
  })
  await server.create(MAPS, { metadata: { name: 'a' } })
  t.match((await csrlab('snapshot', 'list')).text, /^empty, \d+ objects of /)
  t.match(JSON.parse((await csrlab('snapshot', '--json')).text), { snapshots: [{ name: 'empty' }] })
  t.match(await csrlab('snapshot', 'restore', 'empty'), { code: 0, text: /^restored empty, / })
  t.equal((await server.get(`${MAPS}/a`)).code, 404)
  t.match(await csrlab('snapshot', 'delete', 'empty'), { code: 0, text: 'deleted empty\n' })
  t.match(await csrlab('snapshot', 'restore', 'empty'), {
    code: 1,
    text: 'snapshots "empty" not found',
  })
})

t.test('a snapshot goes through a file, in pieces where it is large', async (t) => {
  const { csrlab, server } = await terminal(t, { clock: systemClock })
  const file = join(t.testdir(), 'World.json')
  const big = 'x'.repeat(700_000)
  for (const name of ['a', 'b', 'c', 'd'])
    await server.create(MAPS, { metadata: { name }, data: { big } })
  t.match(await csrlab('snapshot', 'export', file), { code: 0, text: /^exported what there is/ })
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.ok(readFileSync(file).length > 2_800_000)
  t.same((await server.get('/csrlab/v1/snapshots')).body.snapshots, [], 'and is not kept')

  const other = await terminal(t, { clock: systemClock })
  t.match(await other.csrlab('snapshot', 'import', file), { code: 0, text: /^kept world, / })
  await other.csrlab('snapshot', 'restore', 'world')
  for (const name of ['a', 'd'])
    t.equal((await other.server.get(`${MAPS}/${name}`)).body.data.big, big)
  t.match(await other.csrlab('snapshot', 'export', file, 'world'), { text: /^exported world to / })
  t.match(await other.csrlab('snapshot', 'import', file), { text: /^kept world, / })
  t.match(await other.csrlab('snapshot', 'import', file, 'twin'), { text: /^kept twin, / })
})

t.test('what is no snapshot is not kept', async (t) => {
  const { csrlab, server } = await terminal(t, { clock: systemClock })
  const folder = t.testdir({ 'text.json': 'text', 'other.json': '{"a":1}' })
  for (const name of ['text.json', 'other.json'])
    t.match(await csrlab('snapshot', 'import', join(folder, name)), {
      code: 1,
      text: /is no snapshot; write one with csrlab snapshot export\.$/,
    })
  t.match(await csrlab('snapshot', 'import', join(folder, 'none')), { code: 3, text: /ENOENT/ })
  t.match(await csrlab('snapshot', 'export', join(folder, 'no/where')), { code: 3, text: /ENOENT/ })
  const wrong = join(folder, 'wrong.json')
  writeFileSync(wrong, '{"objects":[{"kind":"Nothing","apiVersion":"v1"}]}')
  t.match(await csrlab('snapshot', 'import', wrong), { code: 1, text: /nothing is stored as/ })
  t.same((await server.get('/csrlab/v1/snapshots')).body.snapshots, [])
})

t.test('a server is reset, wherever it is', async (t) => {
  const { csrlab, server } = await terminal(t, { clock: systemClock })
  await server.create(MAPS, { metadata: { name: 'a' } })
  t.match(await csrlab('reset', '--kubeconfig', 'k'), { code: 0, text: /as after its first start/ })
  t.equal((await server.get(`${MAPS}/a`)).code, 404)
  t.match(await csrlab('reset', '--server', server.url), { code: 0, text: `${server.url} is as` })
  t.match(await csrlab('reset', 'dev', '--kubeconfig', 'k'), { code: 2, text: /not both/ })
  t.match(await csrlab('reset', '--recreate', '--kubeconfig', 'k'), { code: 2, text: /--recreate/ })
})

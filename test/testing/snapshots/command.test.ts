import t from 'tap'
import { systemClock } from '../../../src/server/system.ts'
import { terminal } from '../terminal.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'

t.test('snapshots are saved, listed, restored and deleted', async (t) => {
  const { csrlab, server } = await terminal(t, { clock: systemClock })
  t.match(await csrlab('snapshot'), { code: 0, text: /^There are no snapshots;/ })
  t.match(await csrlab('snapshot save empty'), {
    code: 0,
    text: /^saved empty, \d+ objects of \d{4}-\S+Z\n$/,
  })
  await server.create(MAPS, { metadata: { name: 'a' } })
  t.match((await csrlab('snapshot list')).text, /^empty, \d+ objects of /)
  t.match(JSON.parse((await csrlab('snapshot --json')).text), { snapshots: [{ name: 'empty' }] })
  t.match(await csrlab('snapshot restore empty'), { code: 0, text: /^restored empty, / })
  t.equal(await server.code(`${MAPS}/a`), 404)
  t.match(await csrlab('snapshot delete empty'), { code: 0, text: 'deleted empty\n' })
  t.match(await csrlab('snapshot restore empty'), {
    code: 1,
    text: 'snapshots "empty" not found',
  })
})

t.test('reset takes the kubeconfig or the address of a server', async (t) => {
  const { csrlab, server } = await terminal(t, { clock: systemClock })
  await server.create(MAPS, { metadata: { name: 'a' } })
  t.match(await csrlab('reset --kubeconfig k'), { code: 0, text: /in its initial state/ })
  t.equal(await server.code(`${MAPS}/a`), 404)
  t.match(await csrlab('reset --server', server.url), { code: 0, text: `${server.url} is back` })
  t.match(await csrlab('reset dev --kubeconfig k'), { code: 2, text: /not both/ })
})

import t from 'tap'
import { systemClock } from '../../../src/server/system.ts'
import { terminal } from '../terminal.ts'

t.test('faults are injected, listed and removed', async (t) => {
  const { server, csrlab } = await terminal(t, { clock: systemClock })
  const order = (name: string) =>
    csrlab('fault add', `{"name":"${name}","match":{"name":"x"},"fault":{"status":{"code":503}}}`)
  const line = (name: string, counts: string) =>
    `${name}: {"status":{"code":503}}, affected ${counts} matches\n`
  t.match(await order('a'), { text: line('a', '0 of 0'), code: 0 })
  await order('b')
  t.equal(await server.code('/api/v1/namespaces/x'), 503)
  t.equal((await csrlab('fault')).text, line('a', '1 of 1') + line('b', '0 of 0'))
  t.match(JSON.parse((await csrlab('fault --json')).text), { faults: [{ name: 'a' }, {}] })
  t.equal((await csrlab('fault remove a')).text, line('a', '1 of 1'))
  t.equal((await csrlab('fault remove')).text, 'removed 1\n')
  t.match(await csrlab('fault remove a'), { text: 'faults "a" not found', code: 1 })
  t.match(await csrlab('fault add {"match":{"name":"x"},"fault":{"delay":"1s"}}'), {
    text: /^fault-1: /,
  })
  t.match(await csrlab('fault add {'), { text: /write the fault as JSON/, code: 2 })
})

/** `csrlab requests`, asked of a running server. */
import t from 'tap'
import { systemClock } from '../../../src/boot/system.ts'
import { terminal } from '../terminal.ts'

t.test('requests are listed and waited for', async (t) => {
  const { server, csrlab: type } = await terminal(t, { clock: systemClock })
  const csrlab = (...args: string[]) => type('requests', ...args)
  const waiting = csrlab('--user', 'jane', '--wait', '50s')
  await server.get('/api/v1/namespaces/default/configmaps/a', { as: { user: 'jane' } })
  await server.get('/version?x', { as: { user: 'jane' } })
  t.match(await waiting, {
    text: /^\S+Z 403 get configmaps\/default\/a jane \d+\.\dms\n/,
    code: 0,
  })
  const { text } = await csrlab('--user=jane', '--code=200')
  t.match(text, /^\S+Z 200 get \/version\?x jane \d+\.\dms\n$/)
  t.match(JSON.parse((await csrlab('--object-name', 'a', '--json')).text), {
    requests: [{ name: 'a', code: 403 }],
  })
  t.match(await csrlab('--user', 'nobody'), { text: '', code: 1 })
  t.match(await csrlab('--code', 'x'), { text: /^code: write a whole number/, code: 1 })
})

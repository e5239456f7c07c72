import t from 'tap'
import { systemClock } from '../../../src/server/system.ts'
import { NO_PROCESS, NO_TERMINAL } from '../../fixtures/command.ts'
import { until } from '../../fixtures/waits.ts'
import { terminal } from '../terminal.ts'
import { times } from '../../fixtures/times.ts'

t.test('requests are listed and awaited', async (t) => {
  const { server, csrlab: type } = await terminal(t, { clock: systemClock })
  const csrlab = (line: string) => type(`journal ${line}`)
  const waiting = csrlab('--user jane --wait 50s')
  await server.get('/api/v1/namespaces/default/configmaps/a', { as: { user: 'jane' } })
  await server.get('/version?x', { as: { user: 'jane' } })
  t.match(await waiting, {
    text: /^\S+Z 403 get configmaps\/default\/a jane \d+\.\dms\n/,
    code: 0,
  })
  const { text } = await csrlab('--user=jane --code=200')
  t.match(text, /^\S+Z 200 get \/version\?x jane \d+\.\dms\n$/)
  t.match(JSON.parse((await csrlab('--object-name a --json')).text), {
    requests: [{ name: 'a', code: 403 }],
  })
  t.match(await csrlab('--user nobody'), { text: '', code: 1 })
  t.match(await csrlab('--code x'), { text: /^code: write a whole number/, code: 1 })
})

t.test('new requests are printed as they arrive', async (t) => {
  const { server, csrlab, csrlabWith } = await terminal(t, { clock: systemClock })
  const lines: string[] = []
  let stop = () => Promise.resolve()
  const hear = (heard: readonly string[]) => void lines.push(...heard)
  const following = csrlabWith(
    {
      terminal: { ...NO_TERMINAL, print: hear },
      process: { ...NO_PROCESS, onStop: (task) => (stop = task) },
    },
    'requests',
    '--follow',
    '--user=jane',
  )
  const ask = (path: string, user = 'jane') => server.get(path, { as: { user } })
  for (let i = 1; i <= 3; i++) {
    await ask(`/version?${i}`)
    await ask('/version?joe', 'joe')
    await until(() => lines.length >= i, 'a line for each request')
  }
  await Promise.all(times(20, (i) => ask(`/version?${i + 4}`)))
  await until(() => lines.length >= 23, 'concurrent requests are printed too')
  await stop()
  t.match(await following, { text: '', code: 0 })
  const seen = lines.map((line) => Number(/200 get \/version\?(\d+) jane/.exec(line)?.[1]))
  t.same(
    seen.toSorted((a, b) => a - b),
    times(23, (i) => i + 1),
    'each request is printed once',
  )
  t.match(await csrlab('journal --follow --wait 5s'), {
    text: /leave out --wait/,
    code: 2,
  })
})

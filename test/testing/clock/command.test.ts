import t from 'tap'
import { systemClock } from '../../../src/server/system.ts'
import { terminal } from '../terminal.ts'

t.test('the clock is shown, moved, stopped and started', async (t) => {
  // TLS clients check the certificate by this machine's time
  const { csrlab, server } = await terminal(t, { clock: systemClock })
  const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ'
  const says = async (args: string[], rest: string) => {
    const { text, code } = await csrlab('clock', ...args)
    t.match(text, new RegExp(`^${TIME}${rest}\n$`), args.join(' '))
    t.equal(code, 0)
  }
  await says([], ', running')
  await says(['advance', '24h'], ', running, 24h0m0s ahead')
  await says(['freeze'], ', stopped, \\S+ ahead')
  const { text } = await csrlab('clock set 2126-01-31T08:00:00Z')
  t.match(text, /^2126-01-31T08:00:00Z, stopped, \d+h\d+m\d+s ahead\n$/)
  await server.put('/csrlab/v1/clock', { time: '2125-01-31T08:00:00Z', force: true })
  const told = JSON.parse((await csrlab('clock --json')).text)
  t.match(told, { time: '2125-01-31T08:00:00Z', running: false })
  t.match(await csrlab('clock set 2020-01-01T00:00:00Z --force'), {
    text: /^2020-01-01T00:00:00Z, stopped, \d+h\d+m\d+s behind\n$/,
  })
  await says(['run'], ', running, \\S+ behind')
})

t.test('wrong arguments, and servers without the management API, are errors', async (t) => {
  const { csrlab, server } = await terminal(t, { clock: systemClock })
  t.match(await csrlab('clock advance tomorrow'), {
    text: 'by: write a duration such as "30d", "24h" or "1h30m", not "tomorrow"',
    code: 1,
  })
  t.match(await csrlab('clock advance'), { text: /an argument is missing/, code: 2 })
  t.match(await csrlab('clock --server https://127.0.0.1:1'), {
    text: /^https:\/\/127\.0\.0\.1:1 does not answer: /,
    code: 3,
  })
  t.match(await csrlab('clock --server', server.url), { code: 0 })
  const faithful = await terminal(t, { clock: systemClock, management: false })
  t.match(await faithful.csrlab('clock'), {
    text: /has no management API: it is a real cluster, or was started with --faithful/,
    code: 1,
  })
})

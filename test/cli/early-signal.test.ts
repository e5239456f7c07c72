import t from 'tap'
import { type } from '../fixtures/command.ts'
import { until } from '../fixtures/waits.ts'

t.test('after Ctrl-C during startup, csrlab run does not run the command', async (t) => {
  const { isTTY } = process.stdin
  const before = process.listenerCount('SIGINT')
  t.teardown(() => {
    process.stdin.isTTY = isTTY
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'])
      for (const listener of process.listeners(signal as 'SIGINT').slice(before))
        process.off(signal, listener)
  })
  process.stdin.isTTY = true
  const ending = type(['run', '--', 'no-such-command'])
  await until(() => process.listenerCount('SIGINT') > before)
  process.emit('SIGINT')
  t.match(await ending, { code: 130 })
})

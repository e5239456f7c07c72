import t from 'tap'
import { controllerManager } from '../../src/controllers/manager.ts'

t.test(
  'a manager makes new controllers at each start, and stops them in reverse order',
  async (t) => {
    const told: string[] = []
    let made = 0
    const controller = (name: string) => ({
      name,
      busy: false,
      start: () => told.push(`start ${name}`),
      stop: async () => {
        await Promise.resolve()
        told.push(`stop ${name}`)
      },
    })
    const waiting = new Set<() => boolean>()
    const manager = controllerManager({
      make: () => [controller(`a${++made}`), controller(`b${made}`)],
      waitsFor: (isBusy) => {
        waiting.add(isBusy)
        return () => waiting.delete(isBusy)
      },
    })
    manager.start()
    t.equal(waiting.size, 1)
    const stopped = manager.stop()
    // starts again before the previous work has ended
    manager.start()
    await stopped
    t.same(told, ['start a1', 'start b1', 'start a2', 'start b2', 'stop b1', 'stop a1'])
    t.equal(waiting.size, 1, 'a moved clock waits only for controllers of the second start')
    await manager.stop()
    t.same(told.slice(6), ['stop b2', 'stop a2'])
    t.equal(waiting.size, 0)
  },
)

t.test('a second stop() waits for the first', async (t) => {
  let end: () => void = () => undefined
  const ending = new Promise<void>((resolve) => {
    end = resolve
  })
  const manager = controllerManager({
    make: () => [{ name: 'slow', busy: true, start: () => undefined, stop: () => ending }],
    waitsFor: () => () => undefined,
  })
  manager.start()
  const first = manager.stop()
  let isOver = false
  const second = manager.stop().then(() => {
    isOver = true
  })
  await Promise.resolve()
  t.notOk(isOver)
  end()
  await Promise.all([first, second])
  t.ok(isOver)
})

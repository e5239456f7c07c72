import { setImmediate as immediate } from 'node:timers/promises'
import t from 'tap'
import { Turns } from '../../src/http/turns.ts'

t.test('each gets a turn of its own, in order, and others come between', async (t) => {
  const turns = new Turns()
  const order: string[] = []
  const work = ['a', 'b', 'c'].map(async (name) => {
    await turns.next()
    order.push(name)
  })
  const others = (async () => {
    while (order.length < 5) {
      await immediate()
      order.push('-')
    }
  })()
  await Promise.all([...work, others])
  t.match(order.join(''), /^-*a-+b-+c-*$/)
})

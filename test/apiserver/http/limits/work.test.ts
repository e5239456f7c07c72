import t from 'tap'
import { Turns } from '../../../../src/apimachinery/turns.ts'
import { pageNotFound } from '../../../../src/apiserver/http/answer/text.ts'
import type { Call } from '../../../../src/apiserver/http/call.ts'
import { parseRequestInfo } from '../../../../src/apiserver/http/request-info.ts'
import { systemClock } from '../../../../src/server/system.ts'
import { workOf } from '../../../../src/apiserver/http/limits/work.ts'
import { times } from '../../../fixtures/times.ts'

const call = (name: string, path = '/openapi/v2') =>
  ({
    info: parseRequestInfo('GET', path),
    mediaType: '',
    user: { name, groups: [] },
    body: Buffer.alloc(0),
    signal: new AbortController().signal,
  }) as unknown as Call

const working = () => {
  const work = workOf(new Turns(), systemClock)
  const handle = () => pageNotFound()
  const order: string[] = []
  const ask = async (name: string, more: object = {}) => {
    await work.run({ ...call(name, '/nowhere'), ...more } as Call, handle).catch(() => undefined)
    order.push(name)
  }
  return { work, order, ask, handle }
}

t.test("a user's many tasks hardly delay another user's task", async (t) => {
  const { work, order, ask } = working()
  const jane = times(100, () => ask('jane'))
  await ask('bob')
  const before = order.indexOf('bob')
  t.ok(before <= 40, `${before} came before`)
  await Promise.all(jane)
  t.equal(order.length, 101)
  await work.close()
})

t.test('work for clients that disconnected while waiting is skipped', async (t) => {
  const { work, ask, order, handle } = working()
  const gone = new AbortController()
  const jane = times(50, () => ask('jane'))
  const left = work.run({ ...call('bob'), signal: gone.signal }, handle)
  gone.abort(new Error('gone'))
  await t.rejects(left, /gone/)
  t.ok(order.length < 50)
  await Promise.all(jane)
  await work.close()
})

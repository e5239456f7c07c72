/** What features see of requests and do to them, from the stage of `http` down to the features. */
import { EventEmitter } from 'node:events'
import t from 'tap'
import { serviceUnavailable } from '../../src/api/status.ts'
import type { Answer } from '../../src/http/call.ts'
import { parseRequestInfo } from '../../src/http/request-info.ts'
import type { Exchange } from '../../src/http/stages/exchange.ts'
import { manage, tellEnd } from '../../src/http/stages/manage.ts'
import { Management } from '../../src/manage/management.ts'
import type { EndedRequest, RequestHooks } from '../../src/manage/request-hooks.ts'

const managing = (...hooks: RequestHooks[]): Management => {
  let seconds = 0
  return new Management({
    features: () => [],
    hooks,
    document: async () => Buffer.alloc(0),
    stopwatch: () => 1000 * seconds++,
  })
}

const ANSWER: Answer = { code: 200, contentType: '', body: Buffer.alloc(0) }

/** An exchange that has got as far as its handler, and what its answer says by then. */
const exchanging = (path = '/version') => {
  const headers: Record<string, string> = {}
  const raw = Object.assign(new EventEmitter(), { headersSent: false, statusCode: 200 })
  const exchange = {
    atEnd: (task: () => void) => raw.once('close', task),
    request: { raw: { method: 'GET' }, originalUrl: path, headers: { 'user-agent': 'kubectl/v1' } },
    reply: {
      raw,
      header: (name: string, value: string) => void (headers[name] = value),
      getHeader: (name: string) => headers[name],
    },
    info: parseRequestInfo('GET', path),
    isIdentified: true,
    user: { name: 'jane' },
    fault: undefined,
  } as unknown as Exchange
  return { exchange, headers, raw }
}

t.test('a request goes its way where nobody interferes', async (t) => {
  const { exchange, headers } = exchanging()
  const handled = async () => ANSWER
  t.equal(await manage(undefined, exchange, handled), ANSWER)
  const seen: string[] = []
  const manager = managing({ before: ({ info }) => void seen.push(info.path) }, {})
  t.equal(await manage(manager, exchange, handled), ANSWER)
  t.same(seen, ['/version'])
  t.same(headers, {})
})

t.test('the first that interferes has the request, and is named', async (t) => {
  const { exchange, headers } = exchanging()
  const around = async () => {
    throw serviceUnavailable('ordered')
  }
  const manager = managing(
    { before: () => undefined },
    { before: () => ({ name: 'broken', around }) },
    { before: () => t.fail('is not asked any more') as never },
  )
  const answer = manage(manager, exchange, () => t.fail('is not handled') as never)
  await t.rejects(answer, { code: 503 })
  t.equal(exchange.fault, 'broken')
  t.same(headers, { 'csrlab-fault': 'broken' })
})

t.test('what manages the cluster is never interfered with', async (t) => {
  const manager = managing({ before: () => t.fail('is not asked') as never })
  for (const path of ['/csrlab/v1', '/csrlab/v1/clock'])
    t.equal(await manage(manager, exchanging(path).exchange, async () => ANSWER), ANSWER)
})

t.test('the end of a request', (t) => {
  const ends: EndedRequest[] = []
  const manager = managing({ after: (ended) => ends.push(ended) }, { after: () => undefined })
  const { exchange, headers, raw } = exchanging('/version?pretty')
  tellEnd(manager, exchange)
  headers['warning'] = '299 - "old"'
  exchange.fault = 'slow'
  raw.headersSent = true
  raw.emit('close')
  t.match(ends, [
    {
      method: 'GET',
      url: '/version?pretty',
      info: { path: '/version' },
      user: { name: 'jane' },
      userAgent: 'kubectl/v1',
      code: 200,
      milliseconds: 1000,
      warnings: ['299 - "old"'],
      fault: 'slow',
    },
  ])
  const cut = exchanging()
  tellEnd(manager, cut.exchange)
  cut.raw.emit('close')
  t.equal(ends[1]!.code, undefined, 'the connection ended before there was an answer')
  t.same(ends[1]!.warnings, [])
  const unheard = exchanging()
  tellEnd(managing({}), unheard.exchange)
  t.equal(unheard.raw.listenerCount('close'), 0, 'nothing is kept where nobody listens')
  t.end()
})

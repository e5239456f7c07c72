import t from 'tap'
import {
  healthAnswer,
  type HealthCheck,
  type HealthEndpoint,
  singleCheckAnswer,
} from '../../../../src/apiserver/http/endpoints/health.ts'
import { healthChecks } from '../../../../src/apiserver/http/endpoints/health-checks.ts'
import { releaseOf } from '../../../../src/apimachinery/release/known-releases.ts'
import { ManualClock } from '../../../fixtures/clock.ts'
import { healthSlis } from '../../../../src/apiserver/http/endpoints/slis.ts'

type Checks = Readonly<Record<HealthEndpoint, readonly HealthCheck[]>>

const answerOf = (path: string, all: Checks, query = new URLSearchParams()) => {
  const [, endpoint, ...name] = path.split('/') as [string, HealthEndpoint, ...string[]]
  return name.length === 0
    ? healthAnswer(endpoint, all[endpoint], query)
    : singleCheckAnswer(all[endpoint], name.join('/'))
}

const check = (name: string, problem?: string) => ({ name, problem: () => problem })
const checks = (problem?: string) => {
  const all = [check('ping'), check('a/b'), check('etcd', problem)]
  return { healthz: all, livez: all, readyz: all }
}
const ask = (url: string, problem?: string) => {
  const { pathname, searchParams } = new URL(url, 'http://x')
  const answer = answerOf(pathname, checks(problem), searchParams)
  return answer === undefined ? undefined : `${answer.code} ${answer.body.toString()}`
}

t.test('checks that pass are listed and can be excluded', async (t) => {
  t.equal(ask('/healthz'), '200 ok')
  t.equal(ask('/readyz?verbose'), '200 [+]ping ok\n[+]a/b ok\n[+]etcd ok\nreadyz check passed\n')
  t.equal(ask('/livez/a/b'), '200 ok')
  t.equal(
    ask('/livez?exclude=etcd&verbose&exclude=x&exclude=y'),
    '200 [+]ping ok\n[+]a/b ok\n[+]etcd excluded: ok\nwarn: some health checks cannot be excluded: no matches for "x", "y"\nlivez check passed\n',
  )
  t.equal(ask('/livez?exclude=x'), '200 ok')
})

t.test('a failed check is a 500, unless it is excluded', async (t) => {
  t.equal(
    ask('/livez', 'secret'),
    '500 [+]ping ok\n[+]a/b ok\n[-]etcd failed: reason withheld\nlivez check failed\n',
  )
  t.equal(ask('/livez?exclude=etcd', 'secret'), '200 ok')
  t.equal(ask('/livez/etcd', 'gone'), '500 internal server error: gone\n')
  t.equal(ask('/livez/ping', 'gone'), '200 ok')
})

t.test('unknown checks are not found', async (t) => {
  for (const path of ['/healthz/', '/healthz/none', '/readyz/__proto__'])
    t.equal(ask(path), undefined, path)
})

/** A store that is full until a retry finds `state.room`; `state.tries` counts the retries. */
const fullStore = () => {
  const state = { room: false, tries: 0, refusal: 'not stored: full' as string | undefined }
  return {
    state,
    store: {
      get refusal() {
        return state.refusal
      },
      retry: () => {
        state.tries++
        if (state.room) state.refusal = undefined
      },
    },
  }
}

const wellStored = {
  release: releaseOf('v1.34')!,
  store: { refusal: undefined, retry: () => t.fail('nothing was refused') },
  clock: new ManualClock(),
}

t.test('with a full disk, the server is not ready until there is room', async (t) => {
  const clock = new ManualClock()
  const { state, store } = fullStore()
  const own = healthChecks({ ...wellStored, stopping: new AbortController().signal, store, clock })
  const ask = (path: string) => answerOf(path, own)!
  t.equal(ask('/readyz').code, 500)
  t.match(ask('/readyz').body.toString(), '[-]etcd-readiness failed: reason withheld\n')
  t.equal(
    ask('/readyz/etcd-readiness').body.toString(),
    'internal server error: not stored: full\n',
  )
  t.equal(ask('/livez').code, 200, 'the server is alive')
  t.equal(ask('/healthz').code, 200)
  t.equal(state.tries, 1, 'one attempt for all requests within a second')
  clock.advance(1000)
  t.equal(ask('/readyz').code, 500)
  state.room = true
  t.equal(ask('/readyz').code, 500)
  t.equal(state.tries, 2)
  clock.advance(1000)
  t.equal(ask('/readyz').code, 200)
})

t.test('a stopping server is not ready, but still alive', async (t) => {
  const stopping = new AbortController()
  const own = healthChecks({ stopping: stopping.signal, ...wellStored })
  const code = (path: string) => answerOf(path, own)?.code
  const slis = healthSlis(own)
  t.equal(code('/readyz'), 200)
  t.match(await slis.text(), 'kubernetes_healthcheck{name="shutdown",type="readyz"} 1')
  stopping.abort()
  t.equal(code('/readyz'), 500)
  t.equal(code('/livez'), 200)
  const text = await slis.text()
  t.match(text, 'kubernetes_healthcheck{name="shutdown",type="readyz"} 0')
  for (const status of ['success', 'error']) {
    t.match(
      text,
      `kubernetes_healthchecks_total{name="shutdown",type="readyz",status="${status}"} 1`,
    )
  }
})

t.test('since 1.36, livez and healthz check the loopback serving certificate', async (t) => {
  const linesOf = (version: string, endpoint: string) => {
    const release = releaseOf(version)!
    const own = healthChecks({ ...wellStored, release, stopping: new AbortController().signal })
    const query = new URLSearchParams('verbose')
    return answerOf(`/${endpoint}`, own, query)!.body.toString().split('\n').slice(0, 4)
  }
  const since = ['[+]ping ok', '[+]log ok', '[+]loopback-serving-certificate ok', '[+]etcd ok']
  t.strictSame(linesOf('v1.36', 'livez'), since)
  t.strictSame(linesOf('v1.37', 'healthz'), since)
  t.notMatch(linesOf('v1.36', 'readyz').join(), 'loopback')
  t.notMatch(linesOf('v1.35', 'livez').join(), 'loopback')
})

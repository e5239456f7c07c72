import { Counter, Registry } from 'prom-client'
import t from 'tap'
import { Counts, Distributions } from '../../../src/http/metrics/counted.ts'
import { stopwatch } from '../../fixtures/processor-time.ts'

const DESCRIBED = { name: 'took', help: 'How long.', labelNames: ['verb', 'code'] }

const distributions = (count: number): Distributions => {
  const all = new Distributions(DESCRIBED, [1, 5, 10])
  for (let i = 0; i < count; i++) all.add({ verb: `v${i}`, code: '200' }).observe(i)
  return all
}

void t.test('a histogram tells of each series what was observed in it', async (t) => {
  const all = new Distributions(DESCRIBED, [1, 5])
  const get = all.of({ verb: 'get', code: '200' })
  ;[0.5, 1, 3, 100].forEach((value) => get.observe(value))
  all.add({ verb: '1', code: '404' }).observe(5)
  t.equal(all.of({ verb: 'get', code: '200' }), get)
  const registry = new Registry()
  registry.registerMetric(all.metric())
  const lines = (await registry.getSingleMetricAsString('took')).split('\n').slice(2)
  t.same(lines, [
    'took_bucket{le="1",verb="get",code="200"} 2',
    'took_bucket{le="5",verb="get",code="200"} 3',
    'took_bucket{le="+Inf",verb="get",code="200"} 4',
    'took_sum{verb="get",code="200"} 104.5',
    'took_count{verb="get",code="200"} 4',
    'took_bucket{le="1",verb="1",code="404"} 0',
    'took_bucket{le="5",verb="1",code="404"} 1',
    'took_bucket{le="+Inf",verb="1",code="404"} 1',
    'took_sum{verb="1",code="404"} 5',
    'took_count{verb="1",code="404"} 1',
  ])
})

void t.test('a counter tells of each series, those at first included', async (t) => {
  const all = new Counts(Counter, { ...DESCRIBED, initial: [{ verb: 'list', code: '200' }] })
  all.of({ verb: 'get', code: '200' }).value += 2
  all.of({ verb: 'list', code: '200' }).value += 3
  t.same((await all.metric().get()).values, [
    { labels: { verb: 'list', code: '200' }, value: 3 },
    { labels: { verb: 'get', code: '200' }, value: 2 },
  ])
})

void t.test('what a histogram costs grows with its series', async (t) => {
  const cost = (count: number): number => {
    const all = distributions(count)
    const read = stopwatch()
    all.metric()
    return read()
  }
  let [few, many] = [Infinity, Infinity]
  for (let times = 0; times < 7; times++) {
    few = Math.min(few, cost(500))
    many = Math.min(many, cost(4000))
  }
  // where each was looked up among all of them it was 60 times as much
  t.ok(many < 25 * few, `500 series: ${few.toFixed(1)} ms, 4000: ${many.toFixed(1)} ms`)
})

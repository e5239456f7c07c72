import t from 'tap'
import { Counts, Distributions, type Metric } from '../../../src/http/metrics/metric.ts'
import { metricText } from '../../../src/http/metrics/text.ts'

const linesOf = async (metric: Metric): Promise<string[]> => (await metricText(metric)).split('\n')

void t.test('a histogram tells of each series what was observed in it', async (t) => {
  const all = new Distributions('took', 'How long.', [1, 5])
  const get = all.of({ verb: 'get', code: '200' })
  ;[0.5, 1, 3, 100].forEach((value) => get.observe(value))
  all.of({ verb: '1', code: '404' }).observe(5)
  t.equal(all.of({ verb: 'get', code: '200' }), get)
  t.same(await linesOf(all), [
    '# HELP took How long.',
    '# TYPE took histogram',
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

void t.test('a counter tells of each series in the order in which they were made', async (t) => {
  const all = new Counts('counter', 'asked', 'How often "quoted".')
  all.of({ verb: 'list', code: '200' }).value += 3
  all.of({ verb: 'get', code: '"' }).value += 2
  all.of({ verb: 'list', code: '200' }).value += 1
  t.same(await linesOf(all), [
    '# HELP asked How often "quoted".',
    '# TYPE asked counter',
    'asked{verb="list",code="200"} 4',
    'asked{verb="get",code="\\""} 2',
  ])
})

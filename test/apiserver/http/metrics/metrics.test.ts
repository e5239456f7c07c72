import t from 'tap'
import { startServer, type TestServer } from '../../../fixtures/server.ts'
import { CSRS, secret, SECRETS } from '../paths.ts'
import { until } from '../../../fixtures/waits.ts'

interface Series {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const LINE = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/

/** Parses Prometheus' text format. */
const parse = (text: string): Series[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels = '', value] = LINE.exec(line) ?? []
      if (name === undefined) throw new Error(`no series: ${line}`)
      const pairs = [...labels.matchAll(/([a-z_A-Z]+)="((?:[^"\\]|\\.)*)"/g)]
      return {
        name,
        labels: Object.fromEntries(pairs.map(([, label, text]) => [label!, text!])),
        value: Number(value),
      }
    })

const scrape = async (
  lab: TestServer,
): Promise<(name: string, wanted?: object) => number | undefined> => {
  const series = parse((await lab.get('/metrics')).text)
  return (name, wanted = {}) =>
    series.find(
      ({ name: other, labels }) =>
        other === name && Object.entries(wanted).every(([label, value]) => labels[label] === value),
    )?.value
}

t.test('the metrics that common dashboards use have their labels', async (t) => {
  const lab = await startServer(t)
  await lab.post(`${SECRETS}?dryRun=All`, secret('a'))
  const watch = await lab.watch(`${CSRS}?watch=true`)
  const { headers, text } = await lab.get('/metrics')
  t.match(
    headers['content-type'],
    /^text\/plain; version=0\.0\.4; charset=utf-8; escaping=underscores$/,
  )
  const series = parse(text)
  const request = 'component group resource scope subresource verb version'
  for (const [name, expected] of [
    ['apiserver_request_total', `code ${request} dry_run`],
    ['apiserver_request_duration_seconds_count', `${request} dry_run`],
    ['apiserver_request_duration_seconds_bucket', `${request} dry_run le`],
    ['apiserver_longrunning_requests', request],
    ['apiserver_current_inflight_requests', 'request_kind'],
    ['apiserver_resource_objects', 'group resource'],
    ['authentication_attempts', 'result'],
    ['apiserver_client_certificate_expiration_seconds_bucket', 'le'],
    [
      'kubernetes_build_info',
      'build_date compiler git_commit git_tree_state git_version go_version major minor platform',
    ],
    ['process_cpu_seconds_total', ''],
    ['process_resident_memory_bytes', ''],
    ['process_start_time_seconds', ''],
  ] as const) {
    const found = series.find((each) => each.name === name)
    t.strictSame(
      Object.keys(found?.labels ?? { [`${name} is missing`]: '' }).sort(),
      expected.split(' ').filter(Boolean).sort(),
      name,
    )
  }
  for (const [, name] of text.matchAll(/^# TYPE (\S+) \S+$/gm)) {
    t.match(text, new RegExp(`^# HELP ${name} .`, 'm'))
  }
  watch.stop()
})

t.test('requests are counted by status code and dry run', async (t) => {
  const lab = await startServer(t)
  const labels = { verb: 'POST', resource: 'secrets', version: 'v1', scope: 'resource' }
  await lab.create(SECRETS, secret('a'))
  await lab.post(SECRETS, secret('a'))
  await lab.post(`${SECRETS}?dryRun=All`, secret('b'))
  await lab.get(SECRETS)
  await until(async () => (await scrape(lab))('apiserver_request_total', { verb: 'LIST' }) === 1)
  const metric = await scrape(lab)
  t.equal(metric('apiserver_request_total', { ...labels, code: '201', dry_run: '' }), 1)
  t.equal(metric('apiserver_request_total', { ...labels, code: '201', dry_run: 'All' }), 1)
  t.equal(metric('apiserver_request_total', { ...labels, code: '409' }), 1)
  t.equal(metric('apiserver_request_duration_seconds_count', { ...labels, dry_run: '' }), 2)
  t.equal(metric('apiserver_request_duration_seconds_bucket', { ...labels, le: '+Inf' }), 2)
})

t.test('open watches are counted separately', async (t) => {
  const lab = await startServer(t)
  const open = async () =>
    (await scrape(lab))('apiserver_longrunning_requests', { verb: 'WATCH', resource: 'secrets' })
  const watches = [await lab.watch(`${SECRETS}?watch=true`), await lab.watch(`${SECRETS}?watch=1`)]
  t.equal(await open(), 2)
  t.equal(
    (await scrape(lab))('apiserver_current_inflight_requests', { request_kind: 'readOnly' }),
    1,
  )
  watches.forEach((watch) => watch.stop())
  await until(async () => (await open()) === 0)
  const metric = await scrape(lab)
  const ended = { verb: 'WATCH', resource: 'secrets' }
  t.equal(metric('apiserver_request_total', { ...ended, code: '200' }), 2)
})

t.test('objects and logins are counted; a login by token records no certificate', async (t) => {
  const lab = await startServer(t)
  const before = (await scrape(lab))('apiserver_resource_objects', { resource: 'secrets' })!
  await lab.create(SECRETS, secret('a'))
  await lab.get('/version', { headers: { authorization: 'Bearer nobody' } })
  const metric = await scrape(lab)
  t.equal(metric('apiserver_resource_objects', { group: '', resource: 'secrets' }), before + 1)
  t.equal(metric('authentication_attempts', { result: 'failure' }), 1)
  t.ok(metric('authentication_attempts', { result: 'success' })! > 3)
  t.equal(metric('apiserver_client_certificate_expiration_seconds_count'), 0)
})

t.test('requests for further unknown resources and paths add no metric series', async (t) => {
  const lab = await startServer(t)
  await lab.get('/metrics')
  const size = async () =>
    parse((await lab.get('/metrics')).text).filter(({ name }) => name === 'apiserver_request_total')
      .length
  await lab.get('/apis/example.com/v1/a')
  await lab.get('/api/v1/unicorns')
  await lab.get('/elsewhere')
  await until(async () => (await size()) > 0)
  const before = await size()
  for (let i = 0; i < 20; i += 1) {
    await lab.get(`/apis/example.com/v${i}/a`)
    await lab.get(`/api/v1/unicorns${i}/x`)
    await lab.get(`/elsewhere/${i}`)
  }
  t.ok((await size()) <= before + 1)
})

t.test('metric families are sorted by name', async (t) => {
  const lab = await startServer(t)
  const { text } = await lab.get('/metrics')
  const names = [...text.matchAll(/^# HELP (\S+)/gm)].map(([, name = '']) => name)
  t.ok(names.length > 10)
  t.same(names, [...names].sort())
})

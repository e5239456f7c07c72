import t from 'tap'
import { StatusError } from '../../../../src/apimachinery/status.ts'
import {
  type AnswerShape,
  negotiate,
  wantsPretty,
} from '../../../../src/apiserver/http/answer/negotiate.ts'

const JSON_TYPE = 'application/json'
const YAML = 'application/yaml'
const PROTOBUF = 'application/vnd.kubernetes.protobuf'
const TABLE = 'as=Table;v=v1;g=meta.k8s.io'

t.test('the preferred supported clause of the Accept header wins', async (t) => {
  const cases = [
    [undefined, 'object', JSON_TYPE],
    ['', 'object', JSON_TYPE],
    ['*/*', 'collection', JSON_TYPE],
    ['application/yaml', 'object', YAML],
    [`${PROTOBUF},${JSON_TYPE}`, 'object', PROTOBUF],
    [`${JSON_TYPE};q=0.5, ${YAML}`, 'object', YAML],
    [`*/*, ${YAML}`, 'object', YAML],
    [`text/html, */*;q=0.1`, 'object', JSON_TYPE],
    [`${JSON_TYPE};${TABLE},${JSON_TYPE}`, 'collection', JSON_TYPE, 'Table v1'],
    [`${JSON_TYPE};as=Table;v=v1beta1;g=meta.k8s.io`, 'object', JSON_TYPE, 'Table v1beta1'],
    [`${YAML};${TABLE}`, 'object', YAML, 'Table v1'],
    [`${JSON_TYPE};as=Table;v=v2;g=meta.k8s.io,${JSON_TYPE}`, 'object', JSON_TYPE],
    [`${JSON_TYPE};as=Table;v=v1;g=other,${YAML}`, 'object', YAML],
    [`${JSON_TYPE};${TABLE},${JSON_TYPE}`, 'plain', JSON_TYPE],
    [`${JSON_TYPE};${TABLE},${YAML}`, 'untabled', YAML],
    [
      `${JSON_TYPE};${TABLE},${JSON_TYPE};as=PartialObjectMetadata;v=v1;g=meta.k8s.io`,
      'untabled',
      JSON_TYPE,
      'PartialObjectMetadata v1',
    ],
    [`${PROTOBUF};${TABLE},${JSON_TYPE};${TABLE}`, 'object', JSON_TYPE, 'Table v1'],
    [
      `${PROTOBUF};as=PartialObjectMetadata;v=v1;g=meta.k8s.io,${JSON_TYPE};as=PartialObjectMetadata;v=v1;g=meta.k8s.io`,
      'object',
      PROTOBUF,
      'PartialObjectMetadata v1',
    ],
    [`${JSON_TYPE};stream=watch`, 'watch', JSON_TYPE],
    [`${PROTOBUF};stream=watch`, 'watch', PROTOBUF],
    [`${YAML},${JSON_TYPE}`, 'watch', JSON_TYPE],
    [`${JSON_TYPE};charset=utf-8;profile=x`, 'object', JSON_TYPE],
  ] as const
  for (const [accept, shape, mediaType, as] of cases) {
    const found = negotiate(accept, shape)
    t.equal(found.mediaType, mediaType, `media type: ${accept} ${shape}`)
    t.equal(found.as && `${found.as.kind} ${found.as.version}`, as, `form: ${accept} ${shape}`)
  }
})

const refusal = (accept: string, shape: AnswerShape) => {
  try {
    negotiate(accept, shape)
  } catch (error) {
    if (error instanceof StatusError && error.code === 406) return error.status.message!
    throw error
  }
  return ''
}

t.test('an Accept header without a supported clause gets a 406', async (t) => {
  const types = `${JSON_TYPE}, ${YAML}, ${PROTOBUF}`
  const streams = `${JSON_TYPE};stream=watch, ${PROTOBUF};stream=watch`
  const router = `406: Not Acceptable\n\nAvailable representations: ${types}`
  const handler = 'only the following media types are accepted: '
  for (const [accept, shape, message] of [
    ['text/html', 'object', router],
    ['application/*', 'object', router],
    ['text/html', 'collection', `${router}, ${streams}`],
    ['text/html', 'watch', `${router}, ${streams}`],
    [`${JSON_TYPE};as=Foo`, 'object', `${handler}${types}`],
    [`${JSON_TYPE};${TABLE}`, 'plain', `${handler}${types}`],
    [YAML, 'watch', `${handler}${streams}`],
    [`${JSON_TYPE};stream=other`, 'object', `${handler}${types}`],
  ] as const) {
    t.equal(refusal(accept, shape), message, `${accept} ${shape}`)
    t.equal(refusal(accept, shape), message, 'the second time too')
  }
})

t.test('JSON is indented for browsers, curl and wget, and on request', async (t) => {
  const no = { pretty: false }
  for (const [query, agent, expected] of [
    ['', undefined, false],
    ['', 'kubectl/v1.34', false],
    ['', 'curl/8.1', true],
    ['', 'Wget/1', true],
    ['', 'Mozilla/5.0 (X11)', true],
    ['', 'Mozilla/4.0', false],
    ['', 'libcurl', false],
    ['pretty=false', 'curl/8.1', false],
    ['pretty', 'curl/8.1', false],
    ['pretty=true', undefined, true],
    ['pretty=1', undefined, true],
    ['pretty=yes', undefined, false],
  ] as const) {
    t.equal(wantsPretty(new URLSearchParams(query), agent, no), expected, `${query} ${agent}`)
  }
  t.ok(negotiate(`${JSON_TYPE};pretty=1`, 'object').pretty)
  t.ok(wantsPretty(new URLSearchParams(), undefined, { pretty: true }))
})

t.test('only the first 1,000 clauses of a header count, and 31 parameters of each', async (t) => {
  const others = (count: number) => 'text/html,'.repeat(count)
  t.equal(negotiate(`${others(999)}${YAML}`, 'object').mediaType, YAML)
  t.match(refusal(`${others(1000)}${YAML}`, 'object'), /^406: Not Acceptable/)
  t.ok(negotiate(`${JSON_TYPE}${';a=b'.repeat(30)};pretty=1`, 'object').pretty)
  t.notOk(negotiate(`${JSON_TYPE}${';a=b'.repeat(31)};pretty=1`, 'object').pretty)
})

t.test('results for short headers are cached, those for long ones are not', async (t) => {
  const padded = (length: number) => `${JSON_TYPE};x=${'y'.repeat(length)}`
  const isKept = (accept: string) => negotiate(accept, 'object') === negotiate(accept, 'object')
  t.ok(isKept(padded(100)))
  t.notOk(isKept(padded(1000)))

  const first = negotiate(padded(50), 'object')
  for (let i = 0; i < 1000; i++) negotiate(`${JSON_TYPE};x=${i}`, 'object')
  t.not(negotiate(padded(50), 'object'), first, 'the oldest are evicted')
})

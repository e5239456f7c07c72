import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { compressed, isWorthPacking } from '../../../../src/apiserver/http/answer/compress.ts'

const large = { code: 200, contentType: 'application/json', body: Buffer.alloc(131_073, 'a') }

t.test('large responses are compressed for clients that accept gzip', async (t) => {
  for (const [header, expected] of [
    ['gzip', true],
    ['deflate, gzip', true],
    ['br,gzip', true],
    ['gzip;q=0', false],
    ['xgzip', false],
    ['identity', false],
    [undefined, false],
  ] as const) {
    t.equal(isWorthPacking(131_073, header), expected, header ?? 'none')
    t.notOk(isWorthPacking(131_072, header))
  }
})

t.test('the same bytes are compressed once', async (t) => {
  const [first, second] = await Promise.all([
    compressed(large),
    compressed({ ...large, code: 201 }),
  ])
  t.same(gunzipSync(first.body), large.body)
  t.equal(first.body, second.body)
  t.equal(second.code, 201)
  t.strictSame(first.headers, { 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
  const varied = await compressed({ ...large, headers: { vary: 'Accept', etag: '"a"' } })
  t.match(varied.headers, { vary: 'Accept, Accept-Encoding', etag: '"a"' })
})

import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { compressed, isCompressible } from '../../../../src/apiserver/http/answer/compress.ts'

const large = { code: 200, contentType: 'application/json', body: Buffer.alloc(131_073, 'a') }

t.test('large responses are compressed for clients that accept gzip', async (t) => {
  const small = { code: 200, body: Buffer.alloc(131_072) }
  for (const [header, expected] of [
    ['gzip', true],
    ['deflate, gzip', true],
    ['br,gzip', true],
    ['gzip;q=0', false],
    ['xgzip', false],
    ['identity', false],
    [undefined, false],
  ] as const) {
    t.equal(isCompressible(large, header), expected, header ?? 'none')
    t.notOk(isCompressible(small, header))
  }
})

t.test('a compressed response has the headers of gzip', async (t) => {
  const packed = await compressed(large)
  t.same(gunzipSync(packed.body), large.body)
  t.strictSame(packed.headers, { 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
  const varied = await compressed({ ...large, headers: { vary: 'Accept', etag: '"a"' } })
  t.match(varied.headers, { vary: 'Accept, Accept-Encoding', etag: '"a"' })
})

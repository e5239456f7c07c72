import t from 'tap'
import { MalformedRequest } from '../../../src/apiserver/http/answer/text.ts'
import { parseRequestInfo, queryFlag } from '../../../src/apiserver/http/request-info.ts'

t.test('the method and the URL of a request are parsed', async (t) => {
  for (const [request, expected] of [
    [
      'GET /api/v1/namespaces',
      {
        verb: 'list',
        apiPrefix: 'api',
        apiGroup: '',
        apiVersion: 'v1',
        namespace: '',
        resource: 'namespaces',
        name: '',
      },
    ],
    [
      'GET /api/v1/namespaces/x',
      { verb: 'get', namespace: 'x', resource: 'namespaces', name: 'x', subresource: '' },
    ],
    [
      'PUT /api/v1/namespaces/x/finalize',
      {
        verb: 'update',
        namespace: 'x',
        resource: 'namespaces',
        name: 'x',
        subresource: 'finalize',
      },
    ],
    [
      'PATCH /api/v1/namespaces/x/status',
      { verb: 'patch', resource: 'namespaces', subresource: 'status' },
    ],
    ['GET /api/v1/namespaces/x/pods', { verb: 'list', namespace: 'x', resource: 'pods', name: '' }],
    [
      'GET /api/v1/namespaces/x/pods/p/log',
      { verb: 'get', namespace: 'x', resource: 'pods', name: 'p', subresource: 'log' },
    ],
    [
      'POST /apis/g/v1/things',
      { verb: 'create', apiPrefix: 'apis', apiGroup: 'g', resource: 'things', name: '' },
    ],
    ['DELETE /apis/g/v1/things', { verb: 'deletecollection' }],
    ['DELETE /apis/g/v1/things/a', { verb: 'delete', name: 'a' }],
    ['HEAD /apis/g/v1/things/a', { verb: 'get' }],
    ['HEAD /apis/g/v1/things', { verb: 'list' }],
    ['OPTIONS /apis/g/v1/things', { verb: '' }],
    ['constructor /apis/g/v1/things', { verb: '' }],
    ['GET ///apis/g/v1/things///', { verb: 'list', resource: 'things', name: '' }],
    ['GET /', { resourceRequest: false, path: '/' }],
    ['GET ////', { resourceRequest: false, path: '////' }],
    ['GET /apis/g/v1/things?watch=true', { verb: 'watch', name: '' }],
    ['GET /apis/g/v1/things?watch=0', { verb: 'list' }],
    ['GET /apis/g/v1/things/a?watch=true', { verb: 'get' }],
    [
      'GET /apis/g/v1/watch/things',
      { verb: 'watch', legacyWatch: true, resource: 'things', name: '' },
    ],
    [
      'GET /apis/g/v1/watch/namespaces/x/things/a',
      { verb: 'watch', namespace: 'x', resource: 'things', name: 'a' },
    ],
    ['GET /apis/g/v1/watch', { verb: 'list', legacyWatch: false, resource: 'watch' }],
    ['GET /apis/g/v1/things?fieldSelector=metadata.name%3Da', { verb: 'list', name: 'a' }],
    ['GET /apis/g/v1/things?fieldSelector=metadata.name%3Da%2Fb', { verb: 'list', name: '' }],
    ['GET /apis/g/v1/things?fieldSelector=metadata.name%3D..', { verb: 'list', name: '' }],
    ['GET /apis/g/v1/things?fieldSelector=metadata.name%21%3Da', { verb: 'list', name: '' }],
    ['GET /apis/g/v1/things?fieldSelector=nonsense', { verb: 'list', name: '' }],
    [
      'DELETE /apis/g/v1/things?fieldSelector=metadata.name%3Da',
      { verb: 'deletecollection', name: '' },
    ],
    ['GET /apis/g/v1/things/a/', { verb: 'get', name: 'a', parts: ['things', 'a'] }],
    ['GET /apis/g/v1/things/system%3Anode%20a', { name: 'system:node a' }],
    ['GET /apis/g/v1/things/gr%C3%B6%C3%9fe', { name: 'größe' }],
    ['GET /apis/g/v1/things/gr\u00c3\u00b6\u00c3\u009fe', { name: 'größe' }],
    ['GET /apis/g/v1/things/a%2Fb', { name: 'a', subresource: 'b' }],
    ['GET /apis/g/v1/things/%ff', { name: '\ufffd' }],
    ['GET /apis/g/v1/things/a%25b', { name: 'a%b' }],
    ['GET https://x:1/apis/g/v1/things/a?pretty=1', { name: 'a', verb: 'get' }],
  ] as const) {
    const [method = '', url = ''] = request.split(' ')
    t.match(parseRequestInfo(method, url), { method, resourceRequest: true, ...expected }, request)
  }
})

t.test('a non-resource request has its path, and the lowercase method as verb', async (t) => {
  for (const [url, path] of [
    ['/', '/'],
    ['/api', '/api'],
    ['/api/v1', '/api/v1'],
    ['/api/v1/', '/api/v1/'],
    ['/apis/g/v1', '/apis/g/v1'],
    ['/healthz?verbose', '/healthz'],
    ['/openapi/v3/apis/g/v1', '/openapi/v3/apis/g/v1'],
    ['*', '*'],
    ['http://x', '/'],
    ['http://x?a=b', ''],
  ] as const) {
    const info = parseRequestInfo('GET', url)
    t.equal(info.resourceRequest, false, url)
    t.equal(info.verb, 'get')
    t.equal(info.path, path)
  }
})

t.test('the query is decoded once, and the first value of a parameter counts', async (t) => {
  const { query } = parseRequestInfo('GET', '/x?a=1%2B1&a=2&b=c+d&e=%C3%B6&f=\u00c3\u00b6')
  for (const [name, value] of Object.entries({ a: '1+1', b: 'c d', e: 'ö', f: 'ö' }))
    t.equal(query.get(name), value)
})

t.test('a boolean in a query is true unless it is absent, 0 or false', async (t) => {
  for (const [text, expected] of [
    ['', false],
    ['x=false', false],
    ['x=FALSE', false],
    ['x=0', false],
    ['x', true],
    ['x=', true],
    ['x=no', true],
    ['x=True', true],
    ['y=1', false],
  ] as const) {
    t.equal(queryFlag(new URLSearchParams(text), 'x'), expected, text)
  }
})

t.test('an invalid path is rejected, and an invalid query parameter is skipped', async (t) => {
  for (const url of ['/%', '/a%2', '/%zz/x?y', '/%2g']) {
    t.throws(() => parseRequestInfo('GET', url), MalformedRequest, url)
  }
  const { path, query } = parseRequestInfo('GET', '/x?a=%&b=1&c=%zz&d;e=2&f=%41+%25')
  t.equal(path, '/x')
  t.same(
    [...query],
    [
      ['b', '1'],
      ['f', 'A %'],
    ],
  )
})

t.test('only requests for collections have field selectors to authorize', async (t) => {
  const fields = (method: string, url: string) => parseRequestInfo(method, url).fieldSelector
  const own = [{ field: 'spec.nodeName', operator: '=', value: 'a' }]
  const selector = '?fieldSelector=spec.nodeName%3Da'
  t.strictSame(fields('GET', `/api/v1/pods${selector}`), own)
  t.strictSame(fields('GET', `/api/v1/watch/pods${selector}`), own)
  t.strictSame(fields('DELETE', `/api/v1/namespaces/x/pods${selector}`), own)
  t.strictSame(fields('GET', `/api/v1/namespaces/x/pods/p${selector}`), [], 'one object')
  t.strictSame(fields('POST', `/api/v1/namespaces/x/pods${selector}`), [], 'a new object')
  t.strictSame(fields('GET', '/api/v1/pods?fieldSelector=a%3Db%3Dc'), [], 'an invalid selector')
})

import t from 'tap'
import { documentKeys, serveDocument } from '../../src/api/schema/openapi-document.ts'
import { loadOpenApiDocument, readOpenApiSource } from '../../src/boot/openapi.ts'

t.test('without a build the description is read from openapi.yaml', (t) => {
  t.strictSame(JSON.stringify(loadOpenApiDocument()), JSON.stringify(readOpenApiSource()))
  t.end()
})

t.test('every document that is cut from it stands alone', (t) => {
  const document = loadOpenApiDocument()
  const keys = documentKeys(document)
  t.ok(keys.includes('apis/certificates.k8s.io/v1'))
  for (const key of keys) {
    const served = serveDocument(document, key)
    const text = JSON.stringify(served)
    t.notMatch(text, /x-csrlab-/, key)
    t.ok(Object.keys(served.paths).length > 0, key)
    const components = new Map<string, Record<string, unknown>>(Object.entries(served.components))
    const lost = [...text.matchAll(/"\$ref":"#\/components\/([^/"]+)\/([^"]+)"/g)].filter(
      ([, section = '', name = '']) => components.get(section)?.[name] === undefined,
    )
    t.strictSame(lost, [], key)
  }
  t.end()
})

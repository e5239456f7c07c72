import t from 'tap'
import { loadOpenApiDocument, readOpenApiSource } from '../../src/boot/openapi.ts'

t.test('without a build the description is read from openapi.yaml', (t) => {
  t.strictSame(JSON.stringify(loadOpenApiDocument()), JSON.stringify(readOpenApiSource()))
  t.end()
})

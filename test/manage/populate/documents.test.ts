/** Streams of documents, and what is said of those that cannot be read. */
import t from 'tap'
import { readDocuments } from '../../../src/manage/populate/documents.ts'

const read = async (text: string): Promise<[string, unknown][]> =>
  (await readDocuments(text)).map(({ at, value }) => [at, value['kind']])

t.test('YAML documents with their lines', async (t) => {
  t.same(await read('kind: A\n---\nkind: B\n'), [
    ['document 1, line 1', 'A'],
    ['document 2, line 3', 'B'],
  ])
  t.same(
    await read('# a comment\n---\n\n# another\nkind: A\n...\n---\n---\n--- {kind: B}\n---\n'),
    [
      ['document 1, line 5', 'A'],
      ['document 2, line 9', 'B'],
    ],
    'those without anything do not count',
  )
  t.same(await read('kind: A\ntext: |\n  ---\n  x\n---x: 1\n'), [['document 1, line 1', 'A']])
  t.same(await read(''), [])
  t.same(await read('kind: A\r\n---\r\nkind: B\r\n'), [
    ['document 1, line 1', 'A'],
    ['document 2, line 3', 'B'],
  ])
})

t.test('JSON objects, one behind the other', async (t) => {
  t.same(await read('{"kind":"A"}{"kind":"B","x":"}\\"{"}\n\n{"kind":"C"}'), [
    ['document 1, line 1', 'A'],
    ['document 2, line 1', 'B'],
    ['document 3, line 3', 'C'],
  ])
  t.same(await read('[{"kind":"A"},{"kind":"B"}]'), [
    ['document 1, line 1', 'A'],
    ['document 1, line 1', 'B'],
  ])
})

t.test('lists are taken apart', async (t) => {
  const items = '[{"kind":"A"},{"kind":"B"}]'
  t.same(await read(`{"kind":"List","items":${items}}{"kind":"ConfigMapList","items":${items}}`), [
    ['document 1, line 1', 'A'],
    ['document 1, line 1', 'B'],
    ['document 2, line 1', 'A'],
    ['document 2, line 1', 'B'],
  ])
})

t.test('what cannot be read is told with document and line', async (t) => {
  const wrong: [string, RegExp][] = [
    ['kind: A\n---\n\na: b: c\n', /^document 2, line 4: yaml: mapping values are not/],
    [
      'kind: A\n---\nkind: B\nx: 1\ny: "\n',
      /^document 2, line 7: yaml: found unexpected end of stream/,
    ],
    ['a: 1\n---\nb: 1\nb: 2\n', /^document 2, line 4: key "b" already set/],
    ['a: 1\n---\njust text\n', /^document 2, line 3: write an object$/],
    ['{"a":1}\n{"a":}', /^document 2, line 2: invalid character '\}'/],
    ['{"a":1}\n{"a":', /^document 2, line 2: unexpected end/],
    ['{"a":1}\n}', /^document 2, line 2: /],
    ['[1]', /^document 1, line 1: write an object$/],
  ]
  for (const [text, message] of wrong) await t.rejects(readDocuments(text), { message }, text)
})

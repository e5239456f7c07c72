import t from 'tap'
import { parseYaml } from '../../../src/apimachinery/text/yaml/read.ts'
import { readDocuments } from '../../../src/testing/populate/documents.ts'

const read = async (text: string, readYaml = async (source: Buffer) => parseYaml(source)) => {
  const found: [string, unknown][] = []
  for await (const { at, value } of readDocuments({ text }, readYaml))
    found.push([at, value['kind']])
  return found
}

t.test('YAML documents are read with their line numbers', async (t) => {
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
    'empty documents do not count',
  )
  t.same(await read('kind: A\ntext: |\n  ---\n  x\n---x: 1\n'), [['document 1, line 1', 'A']])
  t.same(await read(''), [])
  t.same(await read('kind: A\r\n---\r\nkind: B\r\n'), [
    ['document 1, line 1', 'A'],
    ['document 2, line 3', 'B'],
  ])
})

t.test('JSON documents are read', async (t) => {
  t.same(await read('[{"kind":"A"},{"kind":"B"}]\n---\n{"kind":"C"}'), [
    ['document 1, line 1', 'A'],
    ['document 1, line 1', 'B'],
    ['document 2, line 3', 'C'],
  ])
})

t.test('lists are split into their items', async (t) => {
  const items = '[{"kind":"A"},{"kind":"B"}]'
  t.same(
    await read(`{"kind":"List","items":${items}}\n---\n{"kind":"ConfigMapList","items":${items}}`),
    [
      ['document 1, line 1', 'A'],
      ['document 1, line 1', 'B'],
      ['document 2, line 3', 'A'],
      ['document 2, line 3', 'B'],
    ],
  )
})

t.test('errors name the document and the line', async (t) => {
  const wrong = [
    ['kind: A\n---\n\na: b: c\n', /^document 2, line 4: yaml: mapping values are not/],
    [
      'kind: A\n---\nkind: B\nx: 1\ny: "\n',
      /^document 2, line 6: yaml: found unexpected end of stream/,
    ],
    ['a: 1\n---\nb: 1\nb: 2\n', /^document 2, line 4: key "b" already set/],
    ['a: 1\n---\njust text\n', /^document 2, line 3: write an object$/],
    ['{"a":1}\n---\n{"a":}', /^document 2, line 3: invalid character '\}'/],
    ['[1]', /^document 1, line 1: write an object$/],
  ] as const
  for (const [text, message] of wrong) await t.rejects(read(text), { message }, text)
})

t.test('only long YAML is passed to readYaml; errors name the document and line', async (t) => {
  const sizes: number[] = []
  const elsewhere = async (source: Buffer) => {
    sizes.push(source.length)
    return parseYaml(source)
  }
  const long = 'x'.repeat(16 * 1024)
  t.same(await read(`kind: A\n---\nkind: B\na: ${long}\n---\nkind: C\n`, elsewhere), [
    ['document 1, line 1', 'A'],
    ['document 2, line 3', 'B'],
    ['document 3, line 6', 'C'],
  ])
  t.same(sizes, [`\nkind: B\na: ${long}`.length - 1])
  await t.rejects(read(`a: b\n---\na: ${long}\na: c\n`, elsewhere), {
    message: 'document 2, line 4: key "a" already set in map',
  })
})

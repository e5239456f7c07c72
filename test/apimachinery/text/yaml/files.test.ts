import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import {
  readYaml,
  readYamlIfSound,
  yamlDocuments,
} from '../../../../src/apimachinery/text/yaml/files.ts'
import { YamlError } from '../../../../src/apimachinery/text/yaml/syntax/error.ts'
import { plain } from '../../../fixtures/gadget.ts'

t.test('all documents of a stream are read as the package yaml reads them', async (t) => {
  for (const text of [
    '',
    '# nothing\n',
    'a: 1\n',
    '---\na: 1\n---\n---\nb: [2]\n',
    'a: 1\n...\n---\nb: 2\n...\n',
    '--- {a: 1}\n--- |\n  text\n',
    '%YAML 1.1\n---\na\n',
  ]) {
    const expected = parseAllDocuments(text)
    const values = Array.isArray(expected) ? expected.map((document) => document.toJS()) : []
    t.strictSame(plain([...yamlDocuments(text)].map(({ value }) => value)), values, text)
  }
})

t.test('keys keep their order', async (t) => {
  const text = 'z: 1\na: {x: 1, b: &x [1.5, 2]}\nm: *x\n'
  t.equal(JSON.stringify(readYaml(text)), JSON.stringify(parse(text)))
})

t.test('documents before an error are read, and a syntax error names its line', async (t) => {
  for (const [text, read, line, problem] of [
    ['a: 1\n---\nb: c: d\n', 1, 3, 'mapping values are not allowed in this context'],
    ['a:\n  b: c\n d: e', 0, 3, 'did not find expected key'],
    ['a: [\n', 0, 2, 'did not find expected node content'],
    ['a: 1\n...\nb: 2\n', 1, 3, 'did not find expected <document start>'],
    ['a: *x\n', 0, undefined, "unknown anchor 'x' referenced"],
  ] as const) {
    const values: unknown[] = []
    try {
      for (const { value } of yamlDocuments(text)) values.push(value)
      t.fail(text)
    } catch (error) {
      t.match(error, { name: 'YamlError', line, problem }, text)
    }
    t.equal(values.length, read, text)
  }
})

t.test("values have line numbers; a missing value has its nearest ancestor's", async (t) => {
  const [first, second] = yamlDocuments(
    '# c\na:\n  b: x\n  c:\n  - y\n  - z: &q {k: v}\n---\nr: 1\nr: 2\ns: *q\n'.replace('*q', '0'),
  )
  for (const [at, line] of [
    [[], 2],
    [['a'], 3],
    [['a', 'c', 1, 'z', 'k'], 6],
    [['a', 'c', 9], 5],
    [['a', 'nothing', 'more'], 3],
    [['a', 'b', 'x'], 3],
  ] as const)
    t.equal(first?.lineOf(at), line, at.join('.'))
  t.equal(second?.lineOf(['r']), 9)
  t.match(second?.strictError, 'line 9: key "r" already set in map')
})

t.test('readYaml reads the first document, or JSON with escapes that YAML lacks', async (t) => {
  t.strictSame(plain(readYaml('{"a": "\\/ \\ud83d\\ude00"}')), { a: '/ 😀' })
  t.strictSame(plain(readYaml('{a: 1}\n---\n[')), { a: 1 })
  t.equal(readYaml(''), null)
  t.throws(() => readYaml('{'), YamlError)
  t.equal(readYamlIfSound('a: ['), undefined)
  t.equal(Object.getPrototypeOf(readYaml('__proto__: {a: 1}')), null)
})

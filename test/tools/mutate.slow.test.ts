import { resolve } from 'node:path'
import t from 'tap'
import { mutantsOf } from '../../tools/mutate/mutants.ts'
import { failureOf } from '../../tools/mutate/tests.ts'

const whats = (source: string) => mutantsOf(source).map(({ what }) => what)

void t.test('mutations of code are listed; types, imports and keys have none', async (t) => {
  t.same(whats('const a = b < 1 && !c'), [
    'b < 1 && !c → (b < 1 || !c)',
    'b < 1 → (b <= 1)',
    '1 → ((1 + 1))',
    '!c → (c)',
  ])
  t.same(whats("if (x) f('y')"), ['x → true', 'x → false', "f('y') → nothing", "'y' → ('')"])
  t.same(whats('const f = (): number => g()'), ['g() → undefined'])
  t.same(whats('function f() { return g ? true : h }'), [
    'g ? true : h → undefined',
    'g ? true : h → (true)',
    'g ? true : h → (h)',
    'true → (false)',
  ])
  t.same(whats('function f() { return undefined }'), [])
  t.same(whats("throw new E('')"), ["throw new E('') → nothing", "'' → ('mutant')"])
  t.same(whats("import { a } from '../a.ts'\ntype T = 'x' | 1\nconst o = { 'a-b': c }"), [])
})

void t.test('a test fails with a mutation in its source, and passes without', async (t) => {
  const tests = [
    'test/apiserver/authn/union.test.ts',
    'test/apiserver/admission/pod-references.test.ts',
  ]
  const path = resolve('src/apiserver/admission/pod-references.ts')
  const change = { path, start: 0, end: 0, text: '' }
  t.equal(await failureOf(tests, 60_000, undefined), undefined)
  // begins the source with a throw, so that each import of it fails
  const broken = { ...change, text: "throw new Error('broken');" }
  const failure = await failureOf(tests, 60_000, broken)
  t.ok(failure !== undefined && failure !== 'too slow', `${failure}`)
  t.equal(await failureOf(tests, 60_000, { ...broken, path: `${path}.other` }), undefined)
  const endless = { ...change, text: 'for (;;);' }
  t.equal(await failureOf(tests, 3_000, endless), 'too slow')
})

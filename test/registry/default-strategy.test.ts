import t from 'tap'
import type { RequestContext } from '../../src/api/context.ts'
import { FieldPath, required } from '../../src/api/field.ts'
import type { KubeObject } from '../../src/api/meta.ts'
import { anyName } from '../../src/api/names.ts'
import { defaultStrategy } from '../../src/registry/default-strategy.ts'
import { release } from '../fixtures/release.ts'

const object: KubeObject = { kind: 'Thing', apiVersion: 'v1', metadata: { name: 'x' } }
const context: RequestContext = {
  user: { name: 'tester', groups: [], extra: {} },
  release,
  clock: { now: () => 0, after: () => () => {} },
  entropy: { uuid: () => '', bytes: (length) => Buffer.alloc(length) },
  dryRun: false,
  large: false,
  fieldManager: '',
  warn: () => {},
  signal: new AbortController().signal,
}

void t.test('the strategy of most kinds changes and refuses nothing', async (t) => {
  const strategy = defaultStrategy()
  t.equal(strategy.applyDefaults(object), object)
  t.equal(strategy.prepareForCreate(context, object), object)
  t.equal(strategy.prepareForUpdate(context, object, { ...object }), object)
  t.same(strategy.validate(context, object), [])
  t.same(strategy.validateUpdate(context, object, object), [])
  t.match(strategy.nameErrors('A', false, object, release), [/RFC 1123 subdomain/])
  t.match(strategy, { allowCreateOnUpdate: false, allowUnconditionalUpdate: true, resetFields: [] })
})

void t.test(
  'a changed object is checked like a new one, unless there is more to say',
  async (t) => {
    const error = required(FieldPath.of('spec'))
    const strategy = defaultStrategy({ nameErrors: anyName, validate: () => [error] })
    t.same(strategy.validateUpdate(context, object, object), [error])
    t.same(strategy.nameErrors('A', false, object, release), [])
    const other = defaultStrategy({ validate: () => [error], validateUpdate: () => [] })
    t.same(other.validateUpdate(context, object, object), [])
  },
)

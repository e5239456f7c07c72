/** Small random changes to an object, valid or not. */
import type { Schema } from '../../../src/apimachinery/schema/schema.ts'
import { anyValue } from '../../../test/apimachinery/any-object.ts'
import type { Random } from '../../kit/random.ts'

export type Path = readonly (string | number)[]

const ODD: readonly unknown[] = [
  null,
  '',
  'a',
  'UPPER_case',
  'ü',
  'a b',
  '-a',
  'x'.repeat(300),
  '\u2028<&>',
  '1e3',
  '0x10',
  'true',
  'null',
  true,
  false,
  0,
  1,
  -1,
  1.5,
  2 ** 31,
  1e20,
  [],
  [null],
  {},
  { a: null },
  ['a', 'a'],
]

const METADATA: readonly (readonly [string, readonly unknown[]])[] = [
  ['labels', [{ a: '1' }, { a: '2', 'b.c/d': '' }, { 'not valid': 'x' }, { a: null }, null, {}]],
  ['annotations', [{ a: 'ü\n' }, { 'x/y': '' }, { A_: '1', '/': '2' }, null]],
  ['finalizers', [['example.com/a'], ['example.com/a', 'example.com/b'], ['bad'], [], null]],
  [
    'ownerReferences',
    [
      [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'u' }],
      [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a' }],
      [],
    ],
  ],
  ['managedFields', [[], [{}], [{ manager: 'x', operation: 'Update' }], null]],
  ['uid', ['11111111-1111-4111-8111-111111111111']],
  ['resourceVersion', ['', '0', '1', 'abc', '99999999999']],
  ['generation', [0, 7]],
  ['creationTimestamp', ['2020-01-01T00:00:00Z', null, 'never']],
  ['deletionTimestamp', ['2020-01-01T00:00:00Z']],
  ['name', ['a', 'b', 'Not Valid', '']],
  ['namespace', ['default', 'other', '']],
  ['selfLink', ['/a']],
]

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every path within a value, except the root. */
export const pathsOf = (value: unknown, at: Path = []): Path[] => {
  const children = Array.isArray(value)
    ? value.map((child, i) => [i, child] as const)
    : isObject(value)
      ? Object.entries(value)
      : []
  return children.flatMap(([key, child]) => [[...at, key], ...pathsOf(child, [...at, key])])
}

/** A copy with `next` at a path; undefined removes the value. Missing parents become objects. */
export const withAt = (value: unknown, [key, ...rest]: Path, next: unknown): unknown => {
  if (key === undefined) return next
  if (Array.isArray(value) && typeof key === 'number') {
    const copy = [...(value as unknown[])]
    if (rest.length === 0 && next === undefined) copy.splice(key, 1)
    else copy[key] = withAt(copy[key], rest, next)
    return copy
  }
  const copy = isObject(value) ? { ...value } : {}
  const child = withAt(copy[key], rest, next)
  if (child === undefined) delete copy[key]
  else copy[key] = child
  return copy
}

const schemaAt = (schema: Schema | undefined, path: Path): Schema | undefined =>
  path.reduce<Schema | undefined>((at, key) => {
    if (at?.type === 'list') return at.items
    if (at?.type === 'map') return at.values
    return at?.type === 'struct' ? at.byName.get(String(key))?.schema : undefined
  }, schema)

export const anyChange = (
  random: Random,
  object: unknown,
  schema: Schema | undefined,
): { readonly path: Path; readonly value: unknown } => {
  if (random.chance(3)) {
    const [field, values] = random.pick(METADATA)
    return { path: ['metadata', field], value: random.pick(values) }
  }
  const paths = pathsOf(object).filter(([top]) => top !== 'metadata' || random.chance(4))
  const path: Path = paths.length === 0 ? ['spec'] : random.pick(paths)
  switch (random.int(5)) {
    case 0:
      return { path, value: undefined }
    case 1:
      return { path, value: random.pick(ODD) }
    case 2:
      return { path: [...path.slice(0, -1), random.pick(['x', 'Spec', ''])], value: 1 }
    case 3: {
      const parent = path.slice(0, -1)
      const at = schemaAt(schema, parent)
      const field = at?.type === 'struct' ? random.pick(at.fields) : undefined
      if (field !== undefined && field.name !== 'metadata')
        return { path: [...parent, field.name], value: random.of(anyValue(field.schema)) }
      return { path, value: undefined }
    }
    default: {
      const at = schemaAt(schema, path)
      return { path, value: at === undefined ? random.pick(ODD) : random.of(anyValue(at)) }
    }
  }
}

/** A copy with up to three changes. */
export const changed = (random: Random, object: unknown, schema: Schema | undefined): unknown => {
  let copy = object
  for (let n = random.int(4); n > 0; n--) {
    const { path, value } = anyChange(random, copy, schema)
    copy = withAt(copy, path, value)
  }
  return copy
}

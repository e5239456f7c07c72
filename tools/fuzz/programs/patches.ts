/** Patches of all four kinds. */
import { stringify } from 'yaml'
import type { Schema } from '../../../src/apimachinery/schema/schema.ts'
import type { Random } from '../../kit/random.ts'
import type { Call, Json } from '../../../test/fixtures/server.ts'
import { anyChange, changed, type Path, pathsOf, withAt } from './changes.ts'

const pointerOf = (path: Path): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const valueAt = (value: Json, path: Path): Json => path.reduce((at, key) => at?.[key], value)

const jsonPatch = (random: Random, object: Json, schema: Schema | undefined): Json[] =>
  Array.from({ length: 1 + random.int(3) }, () => {
    const paths = pathsOf(object)
    const { path, value } = anyChange(random, object, schema)
    const pointer = pointerOf(path)
    switch (random.int(6)) {
      case 0:
        return { op: 'test', path: pointer, value: valueAt(object, path) ?? null }
      case 1:
        return {
          op: random.pick(['copy', 'move']),
          from: pointerOf(random.pick(paths)),
          path: pointer,
        }
      case 2:
        return { op: 'remove', path: pointer }
      default:
        return value === undefined
          ? { op: 'remove', path: pointer }
          : { op: random.pick(['add', 'replace']), path: pointer, value }
    }
  })

const mergePatch = (random: Random, object: Json, schema: Schema | undefined): Json => {
  let patch: Json = {}
  for (let n = 1 + random.int(3); n > 0; n--) {
    const { path, value } = anyChange(random, object, schema)
    // lists are replaced as a whole
    const list = path.findIndex((key) => typeof key === 'number')
    const at = list === -1 ? path : path.slice(0, list)
    const whole = withAt(object, path, value)
    patch = withAt(patch, at, list === -1 ? (value ?? null) : valueAt(whole, at))
  }
  return patch
}

/** A merge patch, sometimes with a directive of strategic merge patches. */
const strategicPatch = (random: Random, object: Json, schema: Schema | undefined): Json => {
  const patch = mergePatch(random, object, schema)
  if (!random.chance(3)) return patch
  const parent = random.pick([[], ...pathsOf(patch)]).filter((key) => typeof key === 'string')
  const [key, value] = random.pick([
    ['$patch', 'replace'],
    ['$patch', 'delete'],
    ['$patch', 'wrong'],
    ['$retainKeys', ['name']],
    ['$deleteFromPrimitiveList/finalizers', ['example.com/a']],
    ['$setElementOrder/finalizers', ['example.com/b', 'example.com/a']],
  ] as const)
  return withAt(patch, [...parent, key], value)
}

export const MANAGERS = ['one', 'two', 'three']

/** `seed`: an object with kind and name for apply; `query`: query parameters of the URL. */
export const anyPatch = (
  random: Random,
  { seed, current, schema }: { seed: Json; current: Json; schema: Schema | undefined },
): { readonly call: Call; readonly query: readonly string[] } => {
  switch (random.int(5)) {
    case 0:
      return {
        call: {
          body: jsonPatch(random, current, schema),
          contentType: 'application/json-patch+json',
        },
        query: [],
      }
    case 1:
      return {
        call: {
          body: mergePatch(random, current, schema),
          contentType: 'application/merge-patch+json',
        },
        query: [],
      }
    case 2:
      return {
        call: {
          body: strategicPatch(random, current, schema),
          contentType: 'application/strategic-merge-patch+json',
        },
        query: [],
      }
    default: {
      const body = stringify(changed(random, seed, schema))
      const force = random.pick([[], ['force=true'], ['force=false']])
      return {
        call: { body, contentType: 'application/apply-patch+yaml' },
        query: [`fieldManager=${random.pick(MANAGERS)}`, ...force],
      }
    }
  }
}

/** What YAML was decoded to, as Go's fmt package prints it with `%#v`: some errors of go-yaml v2 show it. */
import { sortedKeys } from '../byte-order.ts'
import { goFloat, goSingle, inYaml } from '../go-float.ts'
import { isJsonObject, JsonNumber } from '../json.ts'
import { goQuote } from '../quote.ts'
import { integerText, isUint64, type ResolvedScalar } from './scalar.ts'

/** A key of a mapping, which may be no string. */
export type GoKey = ResolvedScalar

/** The keys of mappings that are no strings, which JSON no longer shows. */
export type OddKeys = WeakMap<object, { readonly key: GoKey; readonly value: unknown }[]>

/** A fraction as a key, for which `sigs.k8s.io/yaml` takes single precision. */
const floatKey = (value: number): string => inYaml(goSingle(value))

/** A key as `%#v`. */
export const keySyntax = (key: GoKey): string => {
  const { tag, value } = key
  if (value === null) return 'interface {}(nil)'
  if (typeof value === 'string') return goQuote(value)
  if (tag === 'float') return goFloat(Number(integerText(value)))
  if (isUint64(key)) return `0x${BigInt(integerText(value)).toString(16)}`
  return integerText(value)
}

/** A key as JSON has it; undefined when it cannot have it. */
export const keyText = (key: GoKey): string | undefined => {
  const { tag, value } = key
  if (typeof value === 'string') return value
  if (value === null || isUint64(key)) return undefined
  return tag === 'float' ? floatKey(Number(integerText(value))) : integerText(value)
}

const numberSyntax = (value: number | JsonNumber): string => {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : goFloat(value)
  }
  return /^-?\d+$/.test(value.literal)
    ? keySyntax({ tag: 'int', value })
    : goFloat(Number(value.literal))
}

/** A value as `%#v`. */
export const goSyntax = (root: unknown, odd: OddKeys): string => {
  let out = ''
  // texts are printed as they are, everything else is taken apart
  const rest: ({ readonly text: string } | { readonly value: unknown })[] = [{ value: root }]
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if ('text' in next) {
      out += next.text
      continue
    }
    const { value } = next
    if (Array.isArray(value)) {
      out += '[]interface {}{'
      rest.push({ text: '}' })
      value.toReversed().forEach((item, index) => {
        if (index > 0) rest.push({ text: ', ' })
        rest.push({ value: item })
      })
    } else if (isJsonObject(value)) {
      out += 'map[interface {}]interface {}{'
      rest.push({ text: '}' })
      entriesOf(value, odd)
        .toReversed()
        .forEach(([key, entry], index) => {
          if (index > 0) rest.push({ text: ', ' })
          rest.push({ value: entry }, { text: `${key}:` })
        })
    } else out += scalarSyntax(value)
  }
  return out
}

/** The order of the types of keys, which is that of their descriptors in a program. */
const TYPE_ORDER: readonly ResolvedScalar['tag'][] = ['null', 'str', 'int', 'float', 'bool']

const inOrder = (a: GoKey, b: GoKey): number =>
  TYPE_ORDER.indexOf(a.tag) - TYPE_ORDER.indexOf(b.tag) || Number(a.value) - Number(b.value)

/** The entries of a mapping as fmt sorts them. */
const entriesOf = (map: Record<string, unknown>, odd: OddKeys): [string, unknown][] => {
  const others = odd.get(map) ?? []
  const texts = new Set(others.map(({ key }) => keyText(key)))
  const strings = sortedKeys(map)
    .filter((key) => !texts.has(key))
    .map((key) => ({ key: { tag: 'str', value: key } as const, value: map[key] }))
  return [...strings, ...others]
    .toSorted((a, b) =>
      typeof a.key.value === 'string' && typeof b.key.value === 'string'
        ? 0
        : inOrder(a.key, b.key),
    )
    .map(({ key, value }) => [keySyntax(key), value])
}

const scalarSyntax = (value: unknown): string => {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (typeof value === 'string') return goQuote(value)
  if (typeof value === 'number' || value instanceof JsonNumber) return numberSyntax(value)
  return value === true ? 'true' : 'false'
}

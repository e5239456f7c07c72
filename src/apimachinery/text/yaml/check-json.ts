/** What YAML can say and JSON cannot. */
import { goSyntax, type GoKey, keySyntax, keyText, type OddKeys } from './go-text.ts'
import { YamlError } from './syntax/error.ts'

/** A value and all that it holds, in the order of its text. */
const walk = function* (root: unknown): Generator {
  const rest = [root]
  while (rest.length > 0) {
    const value = rest.pop()
    yield value
    // one by one: there may be more of them than a call takes arguments
    if (typeof value === 'object' && value !== null)
      for (const item of Object.values(value).toReversed()) rest.push(item)
  }
}

const keyProblem = (key: GoKey, value: unknown, odd: OddKeys): string => {
  const [type, shown] = key.value === null ? ['%!s(<nil>)', '<nil>'] : ['uint64', keySyntax(key)]
  const held = value === null ? '<nil>' : goSyntax(value, odd)
  return `unsupported map key of type: ${type}, key: ${shown}, value: ${held}`
}

/** Refuses keys that become no text, and then numbers that are none, as `sigs.k8s.io/yaml` does. Throws YamlError. */
export const checkJson = (root: unknown, odd: OddKeys): void => {
  for (const map of walk(root)) {
    const entries = typeof map === 'object' && map !== null ? (odd.get(map) ?? []) : []
    const entry = entries.findLast(({ key }) => keyText(key) === undefined)
    if (entry !== undefined) throw new YamlError(keyProblem(entry.key, entry.value, odd))
  }
  for (const value of walk(root)) {
    if (typeof value !== 'number' || Number.isFinite(value)) continue
    const text = Number.isNaN(value) ? 'NaN' : `${value > 0 ? '+' : '-'}Inf`
    throw new YamlError(`json: unsupported value: ${text}`)
  }
}

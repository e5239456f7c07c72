import { append } from '../../apimachinery/append.ts'
import type { PolicyRule } from '../../apis/rbac.ts'
import { quotedList } from '../../apimachinery/text/quote.ts'

/** Merges atoms (one verb on one resource or object) that differ only in the verb. */
export const compactRules = (atoms: readonly PolicyRule[]): PolicyRule[] => {
  const compact: PolicyRule[] = []
  const verbsOf = new Map<string, string[]>()
  for (const atom of atoms) {
    if (atom.nonResourceURLs !== undefined) {
      compact.push(atom)
      continue
    }
    const key = JSON.stringify([atom.apiGroups, atom.resources, atom.resourceNames])
    const known = verbsOf.get(key)
    if (known === undefined) {
      const verbs = [...atom.verbs]
      verbsOf.set(key, verbs)
      compact.push({ ...atom, verbs })
    } else
      append(
        known,
        atom.verbs.filter((verb) => !known.includes(verb)),
      )
  }
  return compact
}

/** `{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}`, like Go */
export const ruleText = (rule: PolicyRule): string => {
  const parts: [string, readonly string[] | undefined][] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ]
  const texts = parts.flatMap(([name, values = []]) =>
    values.length === 0 ? [] : [`${name}:${quotedList(values)}`],
  )
  return `{${texts.join(', ')}}`
}

/** Rules in the words of messages. */
import { append } from '../../apimachinery/append.ts'
import type { PolicyRule } from '../../apis/rbac.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'

/** Atoms on the same resource and name become one rule of all their verbs; atoms on paths stay apart. */
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

/** `{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}`: lists as Go prints them, empty ones left out. */
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

/** A list of strings as Go's `%q` prints it. */
export const quotedList = (values: readonly string[]): string =>
  `[${values.map(goQuote).join(' ')}]`

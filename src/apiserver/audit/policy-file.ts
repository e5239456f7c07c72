/** Reads audit policies like kube-apiserver's `--audit-policy-file`, but strictly. */
import { isJsonObject, type JsonObject } from '../../apimachinery/text/json.ts'
import { parseYaml, YamlError } from '../../apimachinery/text/yaml/read.ts'
import { LEVELS, STAGES, type Level, type Stage } from './event.ts'
import type { AuditedResources, Policy, AuditRule } from './policy.ts'

/** Problem with a policy. The message follows the file's name and says what to write. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
}

const fieldsOf = (value: unknown, at: string, known: readonly string[]): JsonObject => {
  if (!isJsonObject(value))
    throw new PolicyError(`${at} is not an object; write its fields below it`)
  const unknown = Object.keys(value).find((name) => !known.includes(name))
  if (unknown === undefined) return value
  throw new PolicyError(`${at} has the unknown field ${unknown}; use one of ${known.join(', ')}`)
}

const listOf = (fields: JsonObject, name: string, at: string): readonly unknown[] => {
  const value = fields[name] ?? []
  if (Array.isArray(value)) return value
  throw new PolicyError(`${at}.${name} is not a list; write one, such as [a, b]`)
}

const stringsOf = (fields: JsonObject, name: string, at: string): readonly string[] =>
  listOf(fields, name, at).map((value, i) => {
    if (typeof value === 'string') return value
    throw new PolicyError(`${at}.${name}[${i}] is not a string; put it in quotes`)
  })

const oneOf = <T extends string>(values: readonly T[], value: unknown, at: string): T => {
  const found = values.find((candidate) => candidate === value)
  if (found !== undefined) return found
  const told = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`
  throw new PolicyError(`${at} ${told}; use one of ${values.join(', ')}`)
}

const stagesOf = (fields: JsonObject, at: string): readonly Stage[] =>
  listOf(fields, 'omitStages', at).map((value, i) => oneOf(STAGES, value, `${at}.omitStages[${i}]`))

const booleanOf = (fields: JsonObject, name: string, at: string): boolean | undefined => {
  const value = fields[name]
  if (value === undefined || typeof value === 'boolean') return value
  throw new PolicyError(`${at}.${name} is ${JSON.stringify(value)}; write true or false`)
}

const resourcesOf = (value: unknown, at: string): AuditedResources => {
  const fields = fieldsOf(value, at, ['group', 'resources', 'resourceNames'])
  const group = fields['group'] ?? ''
  if (typeof group !== 'string' || group.includes('/'))
    throw new PolicyError(
      `${at}.group is ${JSON.stringify(group)}; write a group without a version, such as "apps"`,
    )
  const resources = stringsOf(fields, 'resources', at)
  const resourceNames = stringsOf(fields, 'resourceNames', at)
  if (resourceNames.length > 0 && resources.length === 0)
    throw new PolicyError(`${at} has resourceNames without resources; add the resources`)
  return { group, resources, resourceNames }
}

const RULE_FIELDS = [
  'level',
  'users',
  'userGroups',
  'verbs',
  'resources',
  'namespaces',
  'nonResourceURLs',
  'omitStages',
  'omitManagedFields',
]

const ruleOf = (value: unknown, at: string): AuditRule => {
  const fields = fieldsOf(value, at, RULE_FIELDS)
  const level: Level = oneOf(LEVELS, fields['level'], `${at}.level`)
  const nonResourceURLs = stringsOf(fields, 'nonResourceURLs', at)
  const namespaces = stringsOf(fields, 'namespaces', at)
  const resources = listOf(fields, 'resources', at).map((entry, i) =>
    resourcesOf(entry, `${at}.resources[${i}]`),
  )
  if (nonResourceURLs.length > 0 && namespaces.length + resources.length > 0)
    throw new PolicyError(`${at} has resources and nonResourceURLs; write two rules`)
  const odd = nonResourceURLs.find((url) => !/^(\*|\/[^*]*\*?)$/.test(url))
  if (odd !== undefined)
    throw new PolicyError(
      `${at}.nonResourceURLs has ${JSON.stringify(odd)}; each must start with / and may end with *`,
    )
  return {
    level,
    users: stringsOf(fields, 'users', at),
    userGroups: stringsOf(fields, 'userGroups', at),
    verbs: stringsOf(fields, 'verbs', at),
    resources,
    namespaces,
    nonResourceURLs,
    omitStages: stagesOf(fields, at),
    omitManagedFields: booleanOf(fields, 'omitManagedFields', at),
  }
}

/** Throws PolicyError. */
export const parsePolicy = (text: string): Policy => {
  let value: unknown
  try {
    ;({ value } = parseYaml(text))
  } catch (error) {
    if (error instanceof YamlError) throw new PolicyError(`it is not YAML: ${error.message}`)
    throw error
  }
  const known = ['apiVersion', 'kind', 'metadata', 'rules', 'omitStages', 'omitManagedFields']
  const fields = fieldsOf(value, 'the policy', known)
  if (fields['apiVersion'] !== 'audit.k8s.io/v1' || fields['kind'] !== 'Policy')
    throw new PolicyError(
      'it is not a policy; start it with apiVersion: audit.k8s.io/v1, kind: Policy',
    )
  const rules = listOf(fields, 'rules', 'the policy').map((rule, i) => ruleOf(rule, `rules[${i}]`))
  if (rules.length === 0)
    throw new PolicyError('it has no rules; write one, such as level: Metadata')
  return {
    rules,
    omitStages: stagesOf(fields, 'the policy'),
    omitManagedFields: booleanOf(fields, 'omitManagedFields', 'the policy') ?? false,
  }
}

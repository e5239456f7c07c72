/**
 * What Kubernetes accepts as a name, label key or label value. Each function returns what is wrong, in the words of
 * `k8s.io/apimachinery/pkg/util/validation`; an empty list means that the value is fine. Lengths count UTF-8 bytes although
 * the texts say characters.
 */
import type { Release } from './release/release.ts'

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?'
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const LABEL_VALUE = `(${QUALIFIED})?`
const CONFIG_KEY = '[-._a-zA-Z0-9]+'

const LABEL_PATTERN = new RegExp(`^${LABEL}$`)
const SUBDOMAIN_PATTERN = new RegExp(`^${SUBDOMAIN}$`)
const LABEL_1035_PATTERN = new RegExp(`^${LABEL_1035}$`)
const QUALIFIED_PATTERN = new RegExp(`^${QUALIFIED}$`)
const LABEL_VALUE_PATTERN = new RegExp(`^${LABEL_VALUE}$`)
const CONFIG_KEY_PATTERN = new RegExp(`^${CONFIG_KEY}$`)

const LABEL_MAX = 63
const SUBDOMAIN_MAX = 253

/** A rule with its examples and its pattern: each example is followed by a comma and a space, hence two before `or`. */
export const patternText = (rule: string, pattern: string, ...examples: string[]): string =>
  `${rule} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`

const LABEL_TEXT = patternText(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL,
  'my-name',
  '123-abc',
)
const SUBDOMAIN_TEXT = patternText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN,
  'example.com',
)
const LABEL_1035_TEXT = patternText(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  LABEL_1035,
  'my-name',
  'abc-123',
)
const QUALIFIED_TEXT = patternText(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED,
  'MyName',
  'my.name',
  '123-abc',
)
const LABEL_VALUE_TEXT = patternText(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  LABEL_VALUE,
  'MyValue',
  'my_value',
  '12345',
)
const CONFIG_KEY_TEXT = patternText(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  CONFIG_KEY,
  'key.name',
  'KEY_NAME',
  'key-name',
)
const longerThan = (value: string, max: number): boolean =>
  value.length > max || Buffer.byteLength(value) > max

const tooLongText = (max: number, unit = 'characters'): string =>
  `must be no more than ${max} ${unit}`

/** How a release words what is wrong with labels (`k8s.io/apimachinery/pkg/api/validate/content` since 1.35). */
const labelTexts = (release: Pick<Release, 'has'>) =>
  release.has('LabelKeyTexts')
    ? { called: 'a valid label key', unit: 'bytes' }
    : { called: 'a qualified name', unit: 'characters' }

/** One part of a DNS name: the name of a namespace, or what stands between the dots of a domain. */
export const dns1123LabelErrors = (value: string): string[] => {
  const errors = longerThan(value, LABEL_MAX) ? [tooLongText(LABEL_MAX)] : []
  if (LABEL_PATTERN.test(value)) return errors
  errors.push(SUBDOMAIN_PATTERN.test(value) ? 'must not contain dots' : LABEL_TEXT)
  return errors
}

const subdomainErrors = (value: string, unit?: string): string[] => {
  const errors = longerThan(value, SUBDOMAIN_MAX) ? [tooLongText(SUBDOMAIN_MAX, unit)] : []
  if (!SUBDOMAIN_PATTERN.test(value)) errors.push(SUBDOMAIN_TEXT)
  return errors
}

/** Labels joined by dots: the name of most objects. */
export const dns1123SubdomainErrors = (value: string): string[] => subdomainErrors(value)

/** A DNS label that starts with a letter: the name of a service. */
export const dns1035LabelErrors = (value: string): string[] => {
  const errors = longerThan(value, LABEL_MAX) ? [tooLongText(LABEL_MAX)] : []
  if (!LABEL_1035_PATTERN.test(value)) errors.push(LABEL_1035_TEXT)
  return errors
}

/** `[domain/]name`: keys of labels and annotations, names of finalizers. */
export const qualifiedNameErrors = (value: string, release: Pick<Release, 'has'>): string[] => {
  const { called, unit } = labelTexts(release)
  const slash = value.indexOf('/')
  if (slash !== value.lastIndexOf('/')) {
    return [
      `${called} ${QUALIFIED_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const errors: string[] = []
  if (slash === 0) errors.push('prefix part must be non-empty')
  else if (slash > 0) {
    for (const text of subdomainErrors(value.slice(0, slash), unit))
      errors.push(`prefix part ${text}`)
  }
  const name = value.slice(slash + 1)
  if (name === '') errors.push('name part must be non-empty')
  else if (longerThan(name, LABEL_MAX)) errors.push(`name part ${tooLongText(LABEL_MAX, unit)}`)
  if (!QUALIFIED_PATTERN.test(name)) errors.push(`name part ${QUALIFIED_TEXT}`)
  return errors
}

export const labelValueErrors = (value: string, release: Pick<Release, 'has'>): string[] => {
  const { unit } = labelTexts(release)
  const errors = longerThan(value, LABEL_MAX) ? [tooLongText(LABEL_MAX, unit)] : []
  if (!LABEL_VALUE_PATTERN.test(value)) errors.push(LABEL_VALUE_TEXT)
  return errors
}

/** A key in the data of a ConfigMap or a Secret: it must do as a file name. */
export const configKeyErrors = (value: string): string[] => {
  const errors = longerThan(value, SUBDOMAIN_MAX) ? [tooLongText(SUBDOMAIN_MAX)] : []
  if (!CONFIG_KEY_PATTERN.test(value)) errors.push(CONFIG_KEY_TEXT)
  if (value === '.' || value === '..') errors.push(`must not be '${value}'`)
  else if (value.startsWith('..')) errors.push("must not start with '..'")
  return errors
}

/** The number of a port. */
export const portNumberErrors = (value: number): string[] =>
  value >= 1 && value <= 65_535 ? [] : ['must be between 1 and 65535, inclusive']

/** What is wrong with a name that has to be one segment of a URL. `prefix`: something will be appended, so `.` and `..` are no danger. */
export const pathSegmentErrors = (value: string, prefix = false): string[] => {
  if (!prefix && (value === '.' || value === '..')) return [`may not be '${value}'`]
  const errors: string[] = []
  if (value.includes('/')) errors.push("may not contain '/'")
  if (value.includes('%')) errors.push("may not contain '%'")
  return errors
}

/** How an object's name is checked; `prefix`: it is a `generateName`. */
export type NameRule = (name: string, prefix: boolean) => string[]

/** Turns a check of whole names into a {@link NameRule}: a prefix may end in a dash, since more follows it. */
const withPrefix =
  (check: (name: string) => string[]): NameRule =>
  (name, prefix) =>
    check(prefix && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -1)}a` : name)

/** Names of most objects. */
export const subdomainName: NameRule = withPrefix(dns1123SubdomainErrors)
/** Names of namespaces. */
export const labelName: NameRule = withPrefix(dns1123LabelErrors)
/** Names of services. */
export const dns1035Name: NameRule = withPrefix(dns1035LabelErrors)
/** Names of RBAC objects: whatever fits into a path segment. */
export const pathSegmentName: NameRule = pathSegmentErrors
/** Kinds that accept any name that the path-segment check lets through. */
export const anyName: NameRule = () => []

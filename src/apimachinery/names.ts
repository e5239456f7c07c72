/**
 * Names and labels, with the errors of `k8s.io/apimachinery/pkg/util/validation`. Lengths count
 * UTF-8 bytes, although most texts say characters.
 */
import type { ReleaseFeatures } from './release/release.ts'

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'

const LABEL_MAX = 63
const SUBDOMAIN_MAX = 253

/** Formats a rule like Go, with a comma and a space after each example, also before `or`. */
export const patternText = (rule: string, pattern: string, ...examples: string[]): string =>
  `${rule} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`

interface Rule {
  readonly pattern: RegExp
  readonly text: string
}

const rule = (text: string, pattern: string, ...examples: string[]): Rule => ({
  pattern: new RegExp(`^${pattern}$`),
  text: patternText(text, pattern, ...examples),
})

const LABEL_RULE = rule(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL,
  'my-name',
  '123-abc',
)
const SUBDOMAIN_RULE = rule(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  `${LABEL}(\\.${LABEL})*`,
  'example.com',
)
const LABEL_1035_RULE = rule(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  'my-name',
  'abc-123',
)
const QUALIFIED_RULE = rule(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED,
  'MyName',
  'my.name',
  '123-abc',
)
const LABEL_VALUE_RULE = rule(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  `(${QUALIFIED})?`,
  'MyValue',
  'my_value',
  '12345',
)
const CONFIG_KEY_RULE = rule(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  '[-._a-zA-Z0-9]+',
  'key.name',
  'KEY_NAME',
  'key-name',
)

const longerThan = (value: string, max: number): boolean =>
  value.length > max || Buffer.byteLength(value) > max

const tooLongText = (max: number, unit = 'characters'): string =>
  `must be no more than ${max} ${unit}`

/** Source of the texts since 1.35: `k8s.io/apimachinery/pkg/api/validate/content`. */
const labelTexts = (release: ReleaseFeatures) =>
  release.has('LabelKeyTexts')
    ? { called: 'a valid label key', unit: 'bytes' }
    : { called: 'a qualified name', unit: 'characters' }

const errorsBy = ({ pattern, text }: Rule, value: string, max: number, unit?: string): string[] => {
  const errors = longerThan(value, max) ? [tooLongText(max, unit)] : []
  if (!pattern.test(value)) errors.push(text)
  return errors
}

export const dns1123LabelErrors = (value: string): string[] => {
  const hasDots = value.includes('.') && SUBDOMAIN_RULE.pattern.test(value)
  const rule = hasDots ? { ...LABEL_RULE, text: 'must not contain dots' } : LABEL_RULE
  return errorsBy(rule, value, LABEL_MAX)
}

const subdomainErrors = (value: string, unit?: string): string[] =>
  errorsBy(SUBDOMAIN_RULE, value, SUBDOMAIN_MAX, unit)

export const dns1123SubdomainErrors = (value: string): string[] => subdomainErrors(value)

export const dns1035LabelErrors = (value: string): string[] =>
  errorsBy(LABEL_1035_RULE, value, LABEL_MAX)

/** Validates `[domain/]name`: keys of labels and annotations, names of finalizers. */
export const qualifiedNameErrors = (value: string, release: ReleaseFeatures): string[] => {
  const { called, unit } = labelTexts(release)
  const slash = value.indexOf('/')
  if (slash !== value.lastIndexOf('/')) {
    return [
      `${called} ${QUALIFIED_RULE.text} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const errors: string[] = []
  if (slash === 0) errors.push('prefix part must be non-empty')
  else if (slash > 0)
    for (const text of subdomainErrors(value.slice(0, slash), unit))
      errors.push(`prefix part ${text}`)
  const name = value.slice(slash + 1)
  if (name === '') errors.push('name part must be non-empty')
  const found = errorsBy(QUALIFIED_RULE, name, LABEL_MAX, unit)
  return [...errors, ...found.map((text) => `name part ${text}`)]
}

export const labelValueErrors = (value: string, release: ReleaseFeatures): string[] =>
  errorsBy(LABEL_VALUE_RULE, value, LABEL_MAX, labelTexts(release).unit)

export const configKeyErrors = (value: string): string[] => {
  const errors = errorsBy(CONFIG_KEY_RULE, value, SUBDOMAIN_MAX)
  if (value === '.' || value === '..') errors.push(`must not be '${value}'`)
  else if (value.startsWith('..')) errors.push("must not start with '..'")
  return errors
}

export const portNumberErrors = (value: number): string[] =>
  value >= 1 && value <= 65_535 ? [] : ['must be between 1 and 65535, inclusive']

/** Validates a segment of a URL. A `prefix` may be `.` or `..`, since a suffix is appended. */
export const pathSegmentErrors = (value: string, prefix = false): string[] => {
  if (!prefix && (value === '.' || value === '..')) return [`may not be '${value}'`]
  const errors: string[] = []
  if (value.includes('/')) errors.push("may not contain '/'")
  if (value.includes('%')) errors.push("may not contain '%'")
  return errors
}

/** Validates an object's name, or a `generateName` if `prefix` is true. */
export type NameRule = (name: string, prefix: boolean) => string[]

/** Makes a {@link NameRule} that lets a prefix end in a dash. */
const withPrefix =
  (check: (name: string) => string[]): NameRule =>
  (name, prefix) =>
    check(prefix && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name)

export const subdomainName: NameRule = withPrefix(dns1123SubdomainErrors)
export const labelName: NameRule = withPrefix(dns1123LabelErrors)
/** for Services, unless RelaxedServiceNameValidation is on */
export const dns1035Name: NameRule = withPrefix(dns1035LabelErrors)
export const pathSegmentName: NameRule = pathSegmentErrors
/** For kinds without a rule of their own; the registry checks every name as a path segment. */
export const anyName: NameRule = () => []

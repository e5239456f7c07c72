/** Replaces parts of responses that vary between runs. */
import { describeCertificates } from './certificates.ts'
import type { Json } from './recording.ts'

type JsonObject = Readonly<Record<string, Json>>

const UID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z`
const WHOLE_UID = new RegExp(`^${UID}$`)
const WHOLE_TIME = new RegExp(`^${TIME}$`)
const AGE = /^\d+(?:ms|[smhd])(?:\d+s)?$/

/** Maximum length of a placeholder in `status.certificate`; certificates are longer. */
const CERTIFICATE_LENGTH = 200

const IN_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\bkube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-<suffix>'],
  [/X509SHA256=[0-9a-f]{64}/g, 'X509SHA256=<hash>'],
  [new RegExp(UID, 'g'), '<uid>'],
  [new RegExp(TIME, 'g'), '<time>'],
  [/(resourceVersion\\*":\s*\\*")\d+/g, '$1<n>'],
  [/(resourceVersion: ")\d+/g, '$1<n>'],
  [/(in record |resource version: \d+ )\(\d+\)/g, '$1(<n>)'],
]

const byText = (key: (item: Json) => string, list: Json): Json[] =>
  [...((list ?? []) as Json[])].sort((a, b) => (key(a) < key(b) ? -1 : 1))

/** Sorts the managedFields in a printed object: servers sort them by time, so the order varies. */
const sortPrintedManagers = (text: string) =>
  text.replaceAll(
    /(managedFields\\*":\[)(\{\\*"[^\]]*)\]/g,
    (_, head: string, list: string) =>
      `${head}${list
        .split(/(?<=\}),(?=\{\\*"manager)/)
        .sort()
        .join(',')}]`,
  )

/** Returns the canonical value of a field listed below; undefined if no rule applies to it. */
const byField = (key: string | undefined, value: string): Json => {
  switch (key) {
    case 'uid':
      return WHOLE_UID.test(value) ? '<uid>' : value
    case 'resourceVersion':
      return value === '' || value === '0' ? value : '<resourceVersion>'
    case 'continue':
      return value === '' ? value : '<continue>'
    case 'storageVersionHash':
    case 'hash':
      return '<hash>'
    case 'serverAddress':
      return '<address>'
    case 'token':
      return value.startsWith('eyJ') ? '<token>' : undefined
    case 'cells':
      return AGE.test(value) ? '<age>' : undefined
    case 'clusterIP':
    case 'clusterIPs':
      return /^10\.\d+\.\d+\.\d+$/.test(value) ? '<clusterIP>' : undefined
    default:
      return undefined
  }
}

const certificatesIn = (key: string | undefined, value: string): Json => {
  const pem =
    key === 'certificate' && value.length > CERTIFICATE_LENGTH
      ? Buffer.from(value, 'base64').toString()
      : key === 'certificateChain' && value.includes('BEGIN CERTIFICATE')
        ? value
        : undefined
  if (pem === undefined) return undefined
  try {
    return describeCertificates(pem)
  } catch {
    // not a certificate: tests write placeholders into these fields
    return value
  }
}

const canonicalText = (key: string | undefined, given: string): Json => {
  const known = byField(key, given) ?? certificatesIn(key, given)
  if (known !== undefined) return known
  if (WHOLE_UID.test(given)) return '<uid>'
  if (WHOLE_TIME.test(given)) return '<time>'
  const value =
    key === 'message'
      ? given.replaceAll(
          /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\\n]+-----END CERTIFICATE-----/g,
          '<certificate>',
        )
      : given
  return sortPrintedManagers(
    IN_TEXTS.reduce((text, [pattern, by]) => text.replaceAll(pattern, by), value),
  )
}

/** Sorts unordered lists, drops column descriptions, and masks generated suffixes. */
const unordered = (value: JsonObject): JsonObject => {
  const shown = { ...value }
  const { generateName, name, status } = value
  if (value['kind'] === 'Table' && Array.isArray(value['columnDefinitions'])) {
    shown['columnDefinitions'] = value['columnDefinitions'].map(
      ({ description: _, ...column }: JsonObject) => column,
    )
  }
  if (typeof generateName === 'string' && String(name ?? '').startsWith(generateName)) {
    shown['name'] = `${generateName}<suffix>`
  }
  if (Array.isArray(value['managedFields'])) {
    shown['managedFields'] = byText((entry) => {
      const { manager, operation, subresource } = entry as JsonObject
      return [manager, operation, subresource].map(String).join(' ')
    }, value['managedFields'])
  }
  if (value['kind'] === 'SelfSubjectRulesReview' && status) {
    const { resourceRules, nonResourceRules } = status as JsonObject
    shown['status'] = {
      ...status,
      resourceRules: byText(JSON.stringify, resourceRules),
      nonResourceRules: byText(JSON.stringify, nonResourceRules),
    }
  }
  return shown
}

/**
 * Returns the canonical form of any JSON: sorted keys, and placeholders for varying parts. `key`:
 * name of the field that contains the value.
 */
export const canonical = (value: Json, key?: string): Json => {
  if (typeof value === 'string') return canonicalText(key, value)
  if (Array.isArray(value)) return value.map((item) => canonical(item, key))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(unordered(value as JsonObject))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, canonical(field, name)]),
  )
}

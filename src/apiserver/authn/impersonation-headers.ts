/** The `Impersonate-*` headers, as they are: whom a request asks to count for. */

/** As the headers say it, nothing added and nothing judged. */
export interface WantedUser {
  /** '' when only the rest is asked for */
  readonly name: string
  /** '' when none is asked for */
  readonly uid: string
  readonly groups: readonly string[]
  /** no prototype: keys are the client's */
  readonly extra: Readonly<Record<string, readonly string[]>>
}

const PREFIX = 'impersonate-'
const EXTRA_PREFIX = 'impersonate-extra-'

/** Keys may be percent-encoded, for header names cannot hold every character; what cannot be decoded stays. */
const extraKeyOf = (header: string): string => {
  const key = header.slice(EXTRA_PREFIX.length)
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

/** Node reads the bytes of headers as Latin-1; Go takes them as they are, and names are UTF-8. */
const headerText = (value: string): string =>
  /[\u0080-\u00ff]/.test(value) ? Buffer.from(value, 'latin1').toString() : value

/** The values of the impersonation headers by lower-case name. */
const impersonationHeaders = (rawHeaders: readonly string[]): Map<string, string[]> => {
  const headers = new Map<string, string[]>()
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase()
    if (!name.startsWith(PREFIX)) continue
    const value = headerText(rawHeaders[i + 1]!)
    const values = headers.get(name)
    if (values === undefined) headers.set(name, [value])
    else values.push(value)
  }
  return headers
}

/**
 * Whom the headers ask for; undefined when they ask for nothing. `rawHeaders`: as Node has them, name and value in turn, because
 * groups may repeat and Node joins repeated headers elsewhere.
 */
export const wantedUser = (rawHeaders: readonly string[]): WantedUser | undefined => {
  const headers = impersonationHeaders(rawHeaders)
  if (headers.size === 0) return undefined
  const [name = ''] = headers.get('impersonate-user') ?? []
  const [uid = ''] = headers.get('impersonate-uid') ?? []
  const groups = headers.get('impersonate-group') ?? []
  const extra: Record<string, string[]> = Object.create(null)
  for (const [header, values] of headers) {
    if (!header.startsWith(EXTRA_PREFIX)) continue
    const key = extraKeyOf(header)
    extra[key] = [...(extra[key] ?? []), ...values]
  }
  const asksForNothing =
    name === '' && uid === '' && groups.length === 0 && Object.keys(extra).length === 0
  return asksForNothing ? undefined : { name, uid, groups, extra }
}

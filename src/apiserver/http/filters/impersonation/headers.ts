import { utf8 } from '../../request-info.ts'

/** The user named by the `Impersonate-*` headers. */
export interface RequestedUser {
  /** '' if not requested */
  readonly name: string
  /** '' if not requested */
  readonly uid: string
  readonly groups: readonly string[]
  /** null-prototype: clients choose the keys */
  readonly extra: Readonly<Record<string, readonly string[]>>
}

export const onlyName = ({ uid, groups, extra }: RequestedUser): boolean =>
  uid === '' && groups.length === 0 && Object.keys(extra).length === 0

const PREFIX = 'impersonate-'
const EXTRA_PREFIX = 'impersonate-extra-'

/** Returns an invalid encoding unchanged. */
const extraKeyOf = (header: string): string => {
  const key = header.slice(EXTRA_PREFIX.length)
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

const impersonationHeaders = (rawHeaders: readonly string[]): Map<string, string[]> => {
  const headers = new Map<string, string[]>()
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase()
    if (!name.startsWith(PREFIX)) continue
    const value = utf8(rawHeaders[i + 1]!)
    const values = headers.get(name)
    if (values === undefined) headers.set(name, [value])
    else values.push(value)
  }
  return headers
}

/**
 * Returns undefined if no header requests a user, uid, group or extra. Takes `rawHeaders`, since
 * Node's `headers` joins repeated headers.
 */
export const wantedUser = (rawHeaders: readonly string[]): RequestedUser | undefined => {
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
  const wanted = { name, uid, groups, extra }
  return name === '' && onlyName(wanted) ? undefined : wanted
}

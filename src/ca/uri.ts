import { X509Error } from './errors.ts'
import { goQuote } from '../apimachinery/text/quote.ts'

/*
 * Reads and rewrites URIs like Go's `net/url`. Strings hold one byte per character.
 */

type Part = 'path' | 'host' | 'userinfo' | 'fragment'

const UNSAFE: Record<Part, RegExp> = {
  path: /[^A-Za-z0-9\-_.~$&+,/:;=@]/g,
  host: /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/g,
  userinfo: /[^A-Za-z0-9\-_.~$&+,;=]/g,
  fragment: /[^A-Za-z0-9\-_.~$&+,/:;=?@!()*]/g,
}

/** Go leaves matching paths and fragments as they are. */
const FAIR = {
  path: /^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]*$/,
  fragment: /^[A-Za-z0-9\-_.~$&+,/:;=?@!'()*[\]%]*$/,
}

const ESCAPE = /%([0-9A-Fa-f]{2})?/g
const HOST_SPECIAL = /%([0-9A-Fa-f]{2})?|[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"\u0080-\u00ff]/g

const matches = (pattern: RegExp, char: string): boolean => char.search(pattern) >= 0

const escape = (text: string, part: Part): string =>
  text.replace(
    UNSAFE[part],
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )

/**
 * A host may escape only non-ASCII bytes and `%`; the zone of an IPv6 literal only `%`, spaces and
 * characters that a host may contain.
 */
const unescape = (text: string, part: Part | 'zone'): string =>
  text.replace(
    part === 'host' || part === 'zone' ? HOST_SPECIAL : ESCAPE,
    (match, hex: string | undefined, at: number) => {
      if (!match.startsWith('%'))
        throw new X509Error(`invalid character ${goQuote(match)} in host name`)
      const decoded = hex === undefined ? '' : String.fromCharCode(Number.parseInt(hex, 16))
      const allowed =
        hex !== undefined &&
        (hex === '25' ||
          (part === 'host' && decoded >= '\u0080') ||
          (part === 'zone' && (decoded === ' ' || !matches(UNSAFE.host, decoded))) ||
          (part !== 'host' && part !== 'zone'))
      if (!allowed) throw new X509Error(`invalid URL escape ${goQuote(text.slice(at, at + 3))}`)
      return decoded
    },
  )

const cut = (text: string, separator: string): [string, string | undefined] => {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)]
}

const rewrite = (raw: string, part: 'path' | 'fragment'): string => {
  const decoded = unescape(raw, part)
  return FAIR[part].test(raw) ? raw : escape(decoded, part)
}

const parseHost = (host: string): string => {
  const bracket = host.startsWith('[') ? host.lastIndexOf(']') : undefined
  if (bracket === -1) throw new X509Error("missing ']' in host")
  // From Go 1.26, the port starts at the first colon, even if there are several.
  const colon = host.indexOf(':')
  const port =
    bracket === undefined ? (colon < 0 ? '' : host.slice(colon)) : host.slice(bracket + 1)
  if (!/^(:[0-9]*)?$/.test(port)) throw new X509Error(`invalid port ${goQuote(port)} after host`)
  const zone = bracket === undefined ? -1 : host.slice(0, bracket).indexOf('%25')
  if (zone < 0) return unescape(host, 'host')
  return (
    unescape(host.slice(0, zone), 'host') +
    unescape(host.slice(zone, bracket), 'zone') +
    unescape(host.slice(bracket), 'host')
  )
}

/** RFC 3986, 3.2.1; Go also accepts `@`. */
const USERINFO = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/

const parseUserinfo = (userinfo: string): string => {
  if (!USERINFO.test(userinfo)) throw new X509Error('net/url: invalid userinfo')
  const [username, password] = cut(userinfo, ':')
  const written = escape(unescape(username, 'userinfo'), 'userinfo')
  return password === undefined
    ? written
    : `${written}:${escape(unescape(password, 'userinfo'), 'userinfo')}`
}

export interface ParsedUri {
  /** decoded, with port; '' without an authority */
  host: string
  text: string
}

const splitScheme = (text: string): [string, string] => {
  if (text.startsWith(':')) throw new X509Error('missing protocol scheme')
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)
  return match ? [match[1]!.toLowerCase(), text.slice(match[0].length)] : ['', text]
}

const parseHierarchy = (raw: string): ParsedUri => {
  // oxlint-disable-next-line no-control-regex -- control characters are searched for
  if (/[\0-\u001f\u007f]/.test(raw))
    throw new X509Error('net/url: invalid control character in URL')
  if (raw === '*') return { host: '', text: '*' }
  const [scheme, afterScheme] = splitScheme(raw)
  const prefix = scheme === '' ? '' : `${scheme}:`
  const [beforeQuery, query] = cut(afterScheme, '?')
  const suffix = query === undefined ? '' : `?${query}`
  let rest = beforeQuery

  if (!rest.startsWith('/')) {
    if (scheme !== '') return { host: '', text: prefix + rest + suffix }
    if (cut(rest, '/')[0].includes(':'))
      throw new X509Error('first path segment in URL cannot contain colon')
  }

  let host = ''
  let authority: string | undefined
  if (rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2)
    const whole = slash < 0 ? rest.slice(2) : rest.slice(2, slash)
    rest = slash < 0 ? '' : rest.slice(slash)
    const at = whole.lastIndexOf('@')
    host = parseHost(whole.slice(at + 1))
    const userinfo = at < 0 ? '' : `${parseUserinfo(whole.slice(0, at))}@`
    authority = userinfo + escape(host, 'host')
  }
  const path = rewrite(rest, 'path')
  const omitted =
    authority === undefined ||
    (scheme === '' && authority === '') ||
    (authority === '' && path === '')
  const start = prefix + (omitted ? '' : `//${authority}`)
  // with a colon, the first segment of a relative path would look like a scheme
  const dot = start === '' && cut(path, '/')[0].includes(':') ? './' : ''
  return { host, text: start + dot + path + suffix }
}

/** Accepts non-empty labels of visible ASCII, and ''. */
export const isDomain = (host: string): boolean =>
  /^([!-~]+)?$/.test(host) && (host === '' || !host.split('.').includes(''))

/**
 * @param raw ASCII
 * @throws X509Error with Go's text
 */
export const parseUri = (raw: string): ParsedUri => {
  const [hierarchy, fragment] = cut(raw, '#')
  let parsing = hierarchy
  let parsed: ParsedUri
  let written: string
  try {
    parsed = parseHierarchy(hierarchy)
    parsing = raw
    written = fragment === undefined || fragment === '' ? '' : `#${rewrite(fragment, 'fragment')}`
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    throw new X509Error(
      `x509: cannot parse URI ${goQuote(raw)}: parse ${goQuote(parsing)}: ${error.message}`,
    )
  }
  if (!isDomain(parsed.host))
    throw new X509Error(`x509: cannot parse URI ${goQuote(raw)}: invalid domain`)
  return { host: parsed.host, text: parsed.text + written }
}

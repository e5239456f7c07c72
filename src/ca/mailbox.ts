import { isDomain } from './uri.ts'

export interface Mailbox {
  local: string
  /** may be empty */
  domain: string
}

const QUOTED =
  // oxlint-disable-next-line no-control-regex -- control characters are allowed between quotes
  /^"((?:[\u0001-\b\v\f\u000e-!#-[\]-\u007f]|\\[\u0001-\t\v\f\u000e-\u007f])*)"/
const ATOMS = /^(?:[0-9A-Za-z!#$%&'*+\-/=?^_`{|}~.]|\\[^])+/

const hasFairDots = (local: string): boolean =>
  !local.startsWith('.') && !local.endsWith('.') && !local.includes('..')

/**
 * Reads an e-mail address like Go's `crypto/x509` (verify.go): RFC 2821, section 4.1.2, but with
 * backslashes outside quotes too.
 *
 * @returns undefined if invalid
 */
export const parseMailbox = (text: string): Mailbox | undefined => {
  const quoted = QUOTED.exec(text)
  const [written] = quoted ?? ATOMS.exec(text) ?? []
  if (written === undefined || text[written.length] !== '@') return undefined
  const local = (quoted?.[1] ?? written).replace(/\\([^])/g, '$1')
  if (!quoted && !hasFairDots(local)) return undefined
  const domain = text.slice(written.length + 1)
  return isDomain(domain) ? { local, domain } : undefined
}

import { isDomain } from './uri.ts'

const QUOTED =
  // oxlint-disable-next-line no-control-regex -- control characters are allowed between quotes
  /^"((?:[\u0001-\b\v\f\u000e-!#-[\]-\u007f]|\\[\u0001-\t\v\f\u000e-\u007f])*)"/
const ATOMS = /^(?:[0-9A-Za-z!#$%&'*+\-/=?^_`{|}~.]|\\[^])+/

/** Dots stand alone, and between others. */
const hasFairDots = (local: string): boolean =>
  !local.startsWith('.') && !local.endsWith('.') && !local.includes('..')

/**
 * Whether Go's `crypto/x509` reads a text as an e-mail address with a domain (verify.go): a Mailbox
 * of RFC 2821, 4.1.2, with backslashes outside of quotes too, and any domain name.
 */
export const isMailbox = (text: string): boolean => {
  const quoted = QUOTED.exec(text)
  const [local] = quoted ?? ATOMS.exec(text) ?? []
  if (local === undefined || text[local.length] !== '@') return false
  const hasDots = quoted !== null || hasFairDots(local.replace(/\\([^])/g, '$1'))
  const domain = text.slice(local.length + 1)
  return hasDots && domain !== '' && isDomain(domain)
}

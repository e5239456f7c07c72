import { isIP } from 'node:net'

/** What means something, and so stands between quotes only. */
const SPECIAL: ReadonlySet<string> = new Set('()<>[]:;@\\,"')

/** Printable, beyond ASCII too. */
const isPlain = (character: string): boolean => character > ' ' && character !== '\u007f'

const isWord = (text: string): boolean =>
  text !== '' && [...text].every((character) => isPlain(character) && !SPECIAL.has(character))

/** Where a text in quotes that begins at `start` ends, behind its last quote; undefined where it does not. */
const endOfQuoted = (text: string, start: number): number | undefined => {
  for (let i = start + 1; i < text.length; i++) {
    const character = text[i]!
    if (character === '"') return i + 1
    if (character === '\\') i++
    const quoted = text[i] ?? ''
    if (!isPlain(quoted) && quoted !== ' ' && quoted !== '\t') return undefined
  }
  return undefined
}

/** Dots stand alone, and between others. */
const hasFairDots = (atom: string): boolean =>
  !atom.startsWith('.') && !atom.endsWith('.') && !atom.includes('..')

const isDomain = (text: string): boolean =>
  text.startsWith('[') && text.endsWith(']')
    ? isIP(text.slice(1, -1)) !== 0
    : isWord(text) && hasFairDots(text)

const isAddressOnly = (text: string): boolean => {
  const quotedEnd = text.startsWith('"') ? endOfQuoted(text, 0) : undefined
  const at = quotedEnd ?? text.indexOf('@')
  if (text[at] !== '@') return false
  const local = text.slice(0, at)
  const isLocal = quotedEnd === undefined ? isWord(local) && hasFairDots(local) : local !== '""'
  return isLocal && isDomain(text.slice(at + 1).trimStart())
}

/** Where the address in angle brackets begins, behind a name of words and texts in quotes; undefined where something else stands there. */
const bracketOf = (text: string): number | undefined => {
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    if (character === '<') return i
    if (character === '"') {
      const end = endOfQuoted(text, i)
      if (end === undefined) return undefined
      i = end - 1
    } else if (SPECIAL.has(character)) return undefined
  }
  return undefined
}

/**
 * Whether Go's `net/mail.ParseAddress` takes a text: an address, or a name with an address in angle brackets (RFC 5322). Comments and
 * groups are left out: no certificate has them.
 */
export const isMailAddress = (given: string): boolean => {
  const text = given.trim()
  if (isAddressOnly(text)) return true
  const bracket = bracketOf(text)
  return bracket !== undefined && text.endsWith('>') && isAddressOnly(text.slice(bracket + 1, -1))
}

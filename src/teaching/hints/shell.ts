import { hasUnseen } from '../../apimachinery/text/shown.ts'

const PLAIN = /^[\w@%+=:,./-]+$/

/** Escapes bytes for `$'…'` (POSIX.1-2024, 2.2.4). */
const octal = (char: string): string =>
  [...new TextEncoder().encode(char)]
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('')

/** for a POSIX shell; escapes invisible characters */
export const shellWord = (text: string): string => {
  if (PLAIN.test(text)) return text
  if (!hasUnseen(text)) return `'${text.replaceAll("'", `'\\''`)}'`
  const chars = [...text].map((char) =>
    hasUnseen(char) ? octal(char) : char.replace(/[\\']/, '\\$&'),
  )
  return `$'${chars.join('')}'`
}

export const powershellWord = (text: string): string =>
  PLAIN.test(text) ? text : `'${text.replaceAll("'", "''")}'`

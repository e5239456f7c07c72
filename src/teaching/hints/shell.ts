import { hasUnseen } from '../../apimachinery/text/shown.ts'

/** The bytes of what nobody sees, as `$'…'` takes them (POSIX.1-2024, 2.2.4); three octal digits end by themselves. */
const octal = (char: string): string =>
  [...Buffer.from(char)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')

/** A word as a POSIX shell takes it literally; plain words stay as they are, and what would not be seen is written out. */
export const shellWord = (text: string): string => {
  if (/^[A-Za-z0-9@%+=:,./_-]+$/.test(text)) return text
  if (!hasUnseen(text)) return `'${text.replaceAll("'", `'\\''`)}'`
  const chars = [...text].map((char) =>
    hasUnseen(char) ? octal(char) : char.replace(/[\\']/, '\\$&'),
  )
  return `$'${chars.join('')}'`
}

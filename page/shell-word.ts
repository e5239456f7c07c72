/** Quoting of words in commands. */
const PLAIN = /^[\w@%+=:,./-]+$/

/** For POSIX shells. */
export const bashWord = (text: string): string =>
  PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** For PowerShell, where '' is a quote within single quotes. */
export const powershellWord = (text: string): string =>
  PLAIN.test(text) ? text : `'${text.replaceAll("'", "''")}'`

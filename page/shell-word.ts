/** Words of commands, so that a name is never read as anything else. */
const PLAIN = /^[\w@%+=:,./-]+$/

/** In a shell of POSIX. */
export const bashWord = (text: string): string =>
  PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** In PowerShell a quote within single quotes is written twice. */
export const powershellWord = (text: string): string =>
  PLAIN.test(text) ? text : `'${text.replaceAll("'", "''")}'`

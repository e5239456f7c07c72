import { shellWord } from './shell.ts'

/** Guesses the name of a CSR's files; `request` if its name suits no file. */
export const fileOf = (name: string): string =>
  /^\w[\w.-]*$/.test(name) ? shellWord(name) : 'request'

import { shellWord } from './shell.ts'

/** What the files of a request are probably called; `request` when it has no name that a file could have. */
export const fileOf = (name: string): string =>
  /^\w[\w.-]*$/.test(name) ? shellWord(name) : 'request'

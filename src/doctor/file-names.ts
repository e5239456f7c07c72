/** The files that a finding is about, from what its source is called. Pure. */
import { fileOf } from '../hints/file-name.ts'

/** The file of a source, without the place in it: `a.pem (2)`. */
export const fileNameOf = (source: string): string => source.replace(/ \(\d+\)$/, '')

/** What the files beside it are probably called: `dir/jane` for `dir/jane.csr`. */
export const stemOf = (source: string): string => {
  const stem = fileNameOf(source).replace(/\.\w+$/, '')
  return /^\w[\w./-]*$/.test(stem) ? stem : fileOf('')
}

/** The files that a finding is about, from what its source is called. Pure. */
import { basename } from 'node:path'
import { fileOf } from '../hints/file-name.ts'

/** The file of a source, without the place in it: `a.pem (2)`. */
export const fileNameOf = (source: string): string => source.replace(/ \(\d+\)$/, '')

type Kind = 'certificate' | 'request' | 'key'

const ENDINGS: Readonly<Record<string, Kind>> = {
  crt: 'certificate',
  cer: 'certificate',
  cert: 'certificate',
  csr: 'request',
  req: 'request',
  key: 'key',
}

/** The usual ending of each kind. */
export const ENDING_OF: Readonly<Record<Kind, string>> = {
  certificate: 'crt',
  request: 'csr',
  key: 'key',
}

export const KIND_TEXT: Readonly<Record<Kind, string>> = {
  certificate: 'a certificate',
  request: 'a certificate request',
  key: 'a private key',
}

/** The kind of PEM that the ending of a file name promises; undefined if it promises none, as `.pem`. */
export const kindByName = (source: string): Kind | undefined =>
  ENDINGS[/\.(\w+)$/.exec(fileNameOf(source))?.[1]?.toLowerCase() ?? '']

/** The kind of a PEM block by its label; undefined for other labels. */
export const kindByLabel = (label: string): Kind | undefined => {
  if (label.endsWith('CERTIFICATE REQUEST')) return 'request'
  if (label.endsWith('PRIVATE KEY')) return 'key'
  return label === 'CERTIFICATE' ? 'certificate' : undefined
}

/** Returns a path without its extension, from which names of related files are made: `dir/jane`. */
export const stemOf = (source: string): string => {
  const stem = fileNameOf(source).replace(/\.\w+$/, '')
  return /^\w[\w./-]*$/.test(stem) ? stem : fileOf('')
}

/** The name of whoever a file probably belongs to: `jane` for `dir/jane.csr`. */
export const nameOfStem = (source: string): string => basename(stemOf(source))

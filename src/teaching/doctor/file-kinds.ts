import { basename } from 'node:path'
import { fileOf } from '../hints/commands.ts'

/** Removes the number of a block, as in `a.pem (2)`. */
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

export const kindByName = (source: string): Kind | undefined =>
  ENDINGS[/\.(\w+)$/.exec(fileNameOf(source))?.[1]?.toLowerCase() ?? '']

export const kindByLabel = (label: string): Kind | undefined => {
  if (label.endsWith('CERTIFICATE REQUEST')) return 'request'
  if (label.endsWith('PRIVATE KEY')) return 'key'
  return label === 'CERTIFICATE' ? 'certificate' : undefined
}

/** `dir/jane` for `dir/jane.csr (2)`; `request` if the path is unsuitable for commands */
export const stemOf = (source: string): string => {
  const stem = fileNameOf(source).replace(/\.\w+$/, '')
  return /^(?:[\w./][\w./-]*)?\w$/.test(stem) ? stem : fileOf('')
}

/** `jane` for `dir/jane.csr`. */
export const nameOfFile = (source: string): string => basename(stemOf(source))

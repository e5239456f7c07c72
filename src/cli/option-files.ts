import { readFileSync } from 'node:fs'
import type { FileOption, FileUse } from '../server/flag.ts'
import { FLAG_LIST } from '../server/flags.ts'
import {
  type AuthorityOptions,
  type AuthorityPem,
  OptionsError,
  type ServerOptions,
} from '../server/options.ts'
import { PopulateFiles } from '../server/populate.ts'
import { readDocumentFiles } from './document-files.ts'
import { checkUserFiles } from './user-files.ts'

/** File paths, or for some flags the content, by flag name without leading dashes. */
export type OptionFiles = Readonly<Record<string, string>>

/** The flags of each CA, by the parts that their files hold. */
const PAIRS: Record<string, Partial<Record<keyof AuthorityPem, string>>> = {}
for (const [name, { file }] of FLAG_LIST) {
  if (typeof file?.becomes !== 'object') continue
  const { authority, part } = file.becomes
  PAIRS[authority] = { ...PAIRS[authority], [part]: name }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
}

const read = (flag: string, path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new OptionsError(`--${flag} ${path} cannot be read: ${REASONS[code] ?? message}.`)
  }
}

const contentOf = (
  flag: string,
  path: string,
  { holds, inline }: FileUse,
): string | PopulateFiles => {
  if (holds === 'documents')
    return new PopulateFiles(readDocumentFiles(path), ({ files }, { name = '' }) =>
      checkUserFiles(files, name),
    )
  if (inline === true && /^\s*[[{]/.test(path)) return path
  const bytes = read(flag, path)
  if (holds === 'bytes') return bytes
  const text = Buffer.from(bytes, 'latin1').toString()
  // as in OpenSSL, a passphrase is the first line
  return holds === 'first line' ? text.split(/\r?\n/, 1)[0]! : text
}

/**
 * Throws OptionsError for an unreadable file and for a CA without its certificate or key, and
 * CommandError for unreadable documents.
 */
export const readOptionFiles = (
  files: OptionFiles,
): Pick<ServerOptions, keyof AuthorityOptions | FileOption> => {
  for (const { certificate, key, passphrase } of Object.values(PAIRS)) {
    const given = [certificate, key, passphrase].find((flag) => flag && files[flag] !== undefined)
    const missing = [certificate!, key!].find((flag) => files[flag] === undefined)
    if (given !== undefined && missing !== undefined)
      throw new OptionsError(`--${given} needs --${missing}: a CA is a certificate and its key.`)
  }
  const options: Record<string, object | string> = {}
  const signerCas: Record<string, object> = {}
  for (const [flag, { file }] of FLAG_LIST) {
    const path = files[flag]
    if (file === undefined || path === undefined) continue
    const content = contentOf(flag, path, file)
    if (typeof file.becomes === 'string') {
      options[file.becomes] = content
      continue
    }
    const { authority, part } = file.becomes
    const authorities = authority === 'ca' || authority === 'signingCa' ? options : signerCas
    authorities[authority] = { ...(authorities[authority] as object), [part]: content }
  }
  return { files, signerCas, ...options }
}

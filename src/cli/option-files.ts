import { readFileSync } from 'node:fs'
import type { BuiltInSigner } from '../ca/signers.ts'
import type { FileOption } from '../server/flag.ts'
import { FLAG_LIST } from '../server/flags.ts'
import {
  type AuthorityOptions,
  type AuthorityPem,
  MIXED_SIGNING,
  OptionsError,
  type ServerOptions,
} from '../server/options.ts'
import { PopulateFiles } from '../server/populate.ts'
import { readDocumentFiles } from './document-files.ts'
import { checkUserFiles } from './user-files.ts'

/** Paths by the name of their flag, without leading dashes. */
export type OptionFiles = Readonly<Record<string, string>>

type Authority = 'ca' | 'signingCa' | BuiltInSigner

/** The flags that name the parts of a CA. */
type Pair = Partial<Record<keyof AuthorityPem, string>>

const PAIRS = new Map<Authority, Pair>()
for (const [name, { file }] of FLAG_LIST) {
  if (typeof file?.becomes !== 'object') continue
  const { authority, part } = file.becomes
  PAIRS.set(authority, { ...PAIRS.get(authority), [part]: name })
}

const isSigner = (authority: Authority): authority is BuiltInSigner =>
  authority !== 'ca' && authority !== 'signingCa'

const isGiven = (files: OptionFiles, pair: Pair): boolean =>
  Object.values(pair).some((flag) => files[flag] !== undefined)

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

/** Tells whether a value is the content itself, not a path. */
const isInline = (value: string): boolean => /^\s*[[{]/.test(value)

const contentOf = (flag: string, path: string): string => {
  const { holds, inline = false } = FLAG_LIST.find(([name]) => name === flag)?.[1].file ?? {}
  if (inline && isInline(path)) return path
  const bytes = read(flag, path)
  if (holds === 'bytes') return bytes
  const text = Buffer.from(bytes, 'latin1').toString()
  // as in OpenSSL, a passphrase is the first line
  return holds === 'first line' ? text.split(/\r?\n/, 1)[0]! : text
}

const documentsOf = (path: string): PopulateFiles =>
  new PopulateFiles(readDocumentFiles(path), ({ files }, { name = '' }) =>
    checkUserFiles(files, name),
  )

/** Reads a CA's certificate, key and passphrase, if given. Throws OptionsError. */
const readPair = (files: OptionFiles, pair: Pair): AuthorityPem | undefined => {
  const given = Object.values(pair).filter((flag) => files[flag] !== undefined)
  if (given.length === 0) return undefined
  const read = (part: 'certificate' | 'key'): string => {
    const flag = pair[part]!
    if (files[flag] !== undefined) return contentOf(flag, files[flag])
    throw new OptionsError(`--${given[0]} needs --${flag}: a CA is a certificate and its key.`)
  }
  const { passphrase } = pair
  const path = passphrase === undefined ? undefined : files[passphrase]
  return {
    certificate: read('certificate'),
    key: read('key'),
    ...(path !== undefined && { passphrase: contentOf(passphrase!, path) }),
  }
}

/**
 * Reads all files. Throws OptionsError for an unreadable file, half a pair, and CAs given both for
 * all and for single signers; CommandError for unreadable documents.
 */
export const readOptionFiles = (
  files: OptionFiles,
): Pick<ServerOptions, keyof AuthorityOptions | FileOption> => {
  const given = [...PAIRS].filter(([, pair]) => isGiven(files, pair))
  const hasBothStyles =
    given.some(([authority]) => authority === 'signingCa') &&
    given.some(([authority]) => isSigner(authority))
  if (hasBothStyles) throw new OptionsError(MIXED_SIGNING)
  const pems = given.map(([authority, pair]) => [authority, readPair(files, pair)] as const)
  const options = FLAG_LIST.flatMap(([flag, { file }]) => {
    const path = files[flag]
    if (typeof file?.becomes !== 'string' || path === undefined) return []
    const value = file.holds === 'documents' ? documentsOf(path) : contentOf(flag, path)
    return [[file.becomes, value]]
  })
  return {
    files,
    signerCas: Object.fromEntries(pems.filter(([authority]) => isSigner(authority))),
    ...Object.fromEntries(pems.filter(([authority]) => !isSigner(authority))),
    ...Object.fromEntries(options),
  }
}

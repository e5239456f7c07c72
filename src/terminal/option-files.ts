/** The files that flags name, read into options. */
import { readFileSync } from 'node:fs'
import { BUILT_IN_SIGNERS } from '../ca/signers.ts'
import { OptionsError } from '../boot/options-error.ts'
import {
  type AuthorityOptions,
  type AuthorityPem,
  MIXED_SIGNING,
  type ServerOptions,
  SIGNER_FLAGS,
} from '../boot/options.ts'

/** Paths by the flag that named them, without dashes. */
export type OptionFiles = Readonly<Record<string, string>>

/** The flags that name a certificate and its key. */
interface Pair {
  readonly certificate: string
  readonly key: string
  readonly passphrase?: string
}

const ROOT: Pair = { certificate: 'ca-cert', key: 'ca-key', passphrase: 'ca-key-passphrase-file' }
const SIGNING: Pair = { certificate: 'cluster-signing-cert-file', key: 'cluster-signing-key-file' }
const SIGNERS = BUILT_IN_SIGNERS.map((signer) => {
  const flag = `cluster-signing-${SIGNER_FLAGS[signer]}`
  const pair: Pair = { certificate: `${flag}-cert-file`, key: `${flag}-key-file` }
  return [signer, pair] as const
})

const isGiven = (files: OptionFiles, { certificate, key, passphrase }: Pair): boolean =>
  [certificate, key, passphrase].some((flag) => flag !== undefined && files[flag] !== undefined)

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
}

const read = (flag: string, path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new OptionsError(`--${flag} ${path} cannot be read: ${REASONS[code] ?? message}.`)
  }
}

const readText = (flag: string, path: string): string =>
  Buffer.from(read(flag, path), 'latin1').toString()

/** A passphrase from a file: only the first line counts, as for OpenSSL. */
export const firstLine = (flag: string, path: string): string =>
  readText(flag, path).split(/\r?\n/, 1)[0]!

/** Reads a pair of which both must be given. */
const readPair = (
  files: OptionFiles,
  { certificate, key, passphrase }: Pair,
): AuthorityPem | undefined => {
  const certificatePath = files[certificate]
  const keyPath = files[key]
  const passphrasePath = passphrase === undefined ? undefined : files[passphrase]
  if (certificatePath === undefined || keyPath === undefined) {
    const given = [certificate, key, passphrase].filter((flag) => flag && files[flag] !== undefined)
    if (given.length === 0) return undefined
    const missing = certificatePath === undefined ? certificate : key
    throw new OptionsError(
      `--${given[0]} is given without --${missing}; a CA is a certificate and its key.`,
    )
  }
  return {
    certificate: read(certificate, certificatePath),
    key: read(key, keyPath),
    ...(passphrasePath !== undefined && { passphrase: firstLine(passphrase!, passphrasePath) }),
  }
}

/**
 * Reads what flags name.
 *
 * @throws OptionsError, one sentence with the flag and the file, for one that cannot be read, for half a pair, and for
 *   kube-controller-manager's two styles at once
 */
export const readOptionFiles = (
  files: OptionFiles,
): Pick<ServerOptions, keyof AuthorityOptions | 'auditPolicy' | 'encryptionPassphrase'> => {
  if (isGiven(files, SIGNING) && SIGNERS.some(([, pair]) => isGiven(files, pair)))
    throw new OptionsError(MIXED_SIGNING)
  const ca = readPair(files, ROOT)
  const signingCa = readPair(files, SIGNING)
  const signerCas = Object.fromEntries(
    SIGNERS.flatMap(([signer, pair]) => {
      const pem = readPair(files, pair)
      return pem === undefined ? [] : [[signer, pem]]
    }),
  )
  const clientCaFile = files['client-ca-file']
  const policyFile = files['audit-policy-file']
  const passphraseFile = files['encryption-passphrase-file']
  return {
    files,
    signerCas,
    ...(ca && { ca }),
    ...(signingCa && { signingCa }),
    ...(clientCaFile !== undefined && { clientCa: read('client-ca-file', clientCaFile) }),
    ...(policyFile !== undefined && { auditPolicy: readText('audit-policy-file', policyFile) }),
    ...(passphraseFile !== undefined && {
      encryptionPassphrase: firstLine('encryption-passphrase-file', passphraseFile),
    }),
  }
}

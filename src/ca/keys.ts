import { createPrivateKey, generateKeyPair, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { caError } from './errors.ts'
import { decodePemBlocks, encodePem, type PemBlock } from './pem.ts'

/** The kinds of keys that are made here. */
export type KeyType = 'rsa2048' | 'rsa3072' | 'rsa4096' | 'p256' | 'p384' | 'p521' | 'ed25519'

const generateRsa = promisify(generateKeyPair)

/**
 * Makes a private key: RSA on a thread of the pool, where it takes from 50 ms to some seconds, the others at once in less than one
 * millisecond.
 *
 * `@peculiar/webcrypto` asks the same functions of OpenSSL, but for RSA on the thread that serves requests; and it takes 16 ms to load,
 * which a start need not wait for.
 */
export const generateKey = async (type: KeyType): Promise<KeyObject> => {
  switch (type) {
    case 'rsa2048':
    case 'rsa3072':
    case 'rsa4096':
      return (await generateRsa('rsa', { modulusLength: Number(type.slice(3)) })).privateKey
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey
    default:
      return generateKeyPairSync('ec', { namedCurve: type.replace('p', 'P-') }).privateKey
  }
}

/** A private key as an unencrypted PKCS #8 PEM block. */
export const exportKey = (key: KeyObject): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString()

const PRIVATE_KEY_TYPES = new Set([
  'PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'RSA PRIVATE KEY',
  'EC PRIVATE KEY',
])

/** Encrypted as a whole (PKCS #8), or the old way that OpenSSL marks in header lines (RFC 1421). */
const isEncrypted = ({ type, headers }: PemBlock): boolean =>
  type === 'ENCRYPTED PRIVATE KEY' || /ENCRYPTED/.test(headers['Proc-Type'] ?? '')

/** One block as text again, for OpenSSL, which knows the old encryption's header lines in this order only. */
const blockText = ({ type, headers, der }: PemBlock): string => {
  const pem = encodePem(type, der)
  if (headers['DEK-Info'] === undefined) return pem
  const lines = `Proc-Type: ${headers['Proc-Type']}\nDEK-Info: ${headers['DEK-Info']}\n\n`
  return pem.replace('\n', `\n${lines}`)
}

/** What error sentences call a key and where its passphrase comes from. */
export interface KeyNames {
  readonly key: string
  /** undefined: nowhere in particular */
  readonly passphrase?: string | undefined
}

/**
 * Reads the private key in a PEM text, its first private key block: PKCS #1, SEC 1 or PKCS #8, encrypted or not. Other blocks, such
 * as EC PARAMETERS, are passed over.
 *
 * @throws CaError
 */
export const loadKey = (
  pem: Buffer | string,
  passphrase?: string,
  names: KeyNames = { key: 'the CA key' },
): KeyObject => {
  const block = decodePemBlocks(pem).find(({ type }) => PRIVATE_KEY_TYPES.has(type))
  if (!block) throw caError(`${names.key} is not a private key in PEM.`)
  const encrypted = isEncrypted(block)
  if (encrypted && passphrase === undefined) {
    const where = names.passphrase === undefined ? '' : ` with ${names.passphrase}`
    throw caError(`${names.key} is encrypted, and no passphrase was given${where}.`)
  }
  try {
    return createPrivateKey({
      key: blockText(block),
      ...(encrypted && { passphrase: passphrase! }),
    })
  } catch (cause) {
    const which =
      names.passphrase === undefined ? 'this passphrase' : `the passphrase of ${names.passphrase}`
    throw caError(`${names.key} cannot be read${encrypted ? ` with ${which}` : ''}.`, { cause })
  }
}

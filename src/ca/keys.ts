import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import { caError } from './errors.ts'
import { decodePemBlocks } from './pem.ts'

export type KeyType = 'rsa2048' | 'rsa3072' | 'rsa4096' | 'p256' | 'p384' | 'p521' | 'ed25519'

const generateRsa = promisify(generateKeyPair)

/**
 * Makes RSA keys on a pool thread, since they take 50 ms to some seconds; other keys take up to
 * about a millisecond. `@peculiar/webcrypto` would make RSA keys on the event loop.
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

export const exportKey = (key: KeyObject): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString()

export const spkiOf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ type: 'spki', format: 'der' })

const PRIVATE_KEY_TYPES = new Set([
  'PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'RSA PRIVATE KEY',
  'EC PRIVATE KEY',
])

/** For error texts: the name of the key, and the option that sets its passphrase. */
export interface KeyNames {
  readonly key: string
  readonly passphrase?: string | undefined
}

/**
 * Reads the first private key of a PEM text: PKCS #1, SEC 1 or PKCS #8, encrypted or not.
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
  const encrypted = block.isEncrypted
  if (encrypted && passphrase === undefined) {
    const where = names.passphrase === undefined ? '' : ` with ${names.passphrase}`
    throw caError(`${names.key} is encrypted, and no passphrase was given${where}.`)
  }
  try {
    return createPrivateKey({
      key: pem,
      ...(encrypted && { passphrase: passphrase! }),
    })
  } catch (cause) {
    const which =
      names.passphrase === undefined ? 'this passphrase' : `the passphrase from ${names.passphrase}`
    throw caError(`${names.key} cannot be read${encrypted ? ` with ${which}` : ''}.`, { cause })
  }
}

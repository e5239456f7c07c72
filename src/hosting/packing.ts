import { promisify } from 'node:util'
import { deflateRaw, deflateRawSync, inflateRaw } from 'node:zlib'
import type { Entropy } from '../apimachinery/entropy.ts'
import { OpenError } from '../storage/open.ts'
import type { Seal } from '../storage/seal.ts'
import { existingSeal, newSeal } from '../storage/sealed-settings.ts'
import type { ClusterFile } from '../storage/shared/cluster-file.ts'

const deflating = promisify(deflateRaw)
const inflating = promisify(inflateRaw)

/** This level takes a third of the default level's time, and makes a tenth more bytes. */
const LEVEL = { level: 3 }

export interface RowCipher {
  encrypt(name: string, bytes: Buffer): Buffer
  /** Throws OpenError if encrypted bytes were changed. */
  decrypt(name: string, bytes: Buffer): Buffer
}

const PLAIN: RowCipher = { encrypt: (_name, bytes) => bytes, decrypt: (_name, bytes) => bytes }

const sealedCipher = (seal: Seal, path: string): RowCipher => ({
  encrypt: (name, bytes) => seal.close(name, bytes),
  decrypt: (name, bytes) => {
    const opened = seal.open(name, bytes)
    if (opened !== undefined) return opened
    throw new OpenError(
      'damaged',
      path,
      `${path} is not a valid csrlab data file (${name} was changed)`,
    )
  },
})

/**
 * Returns the cipher of a file. Throws OpenError `sealed` if the passphrase is missing or wrong, or
 * given for a file with unencrypted clusters.
 */
export const cipherOf = (
  file: ClusterFile,
  path: string,
  passphrase: string | undefined,
  entropy: Entropy,
): RowCipher => {
  const existing = existingSeal(file.settings, passphrase, entropy, { what: 'the clusters', path })
  if (existing !== undefined) return sealedCipher(existing, path)
  if (passphrase === undefined) return PLAIN
  if (file.all().length > 0)
    throw new OpenError(
      'sealed',
      path,
      `the clusters in ${path} were made without a passphrase: leave out --encryption-passphrase-file, or delete these clusters first`,
    )
  const { seal, described } = newSeal(passphrase, entropy)
  file.settings.change(described)
  return sealedCipher(seal, path)
}

export const packed = async (cipher: RowCipher, name: string, bytes: Buffer): Promise<Buffer> =>
  cipher.encrypt(name, await deflating(bytes, LEVEL))

export const packedNow = (cipher: RowCipher, name: string, bytes: Buffer): Buffer =>
  cipher.encrypt(name, deflateRawSync(bytes, LEVEL))

export const unpacked = (cipher: RowCipher, name: string, bytes: Buffer): Promise<Buffer> =>
  inflating(cipher.decrypt(name, bytes))

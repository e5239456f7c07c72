/** Which settings of a cluster go with it from a data folder into etcd, and back. */
import { hashToken } from '../authn/token.ts'
import { FILLING } from '../store/move/whole.ts'
import { sealedReader, type SealReading } from '../store/sealed-settings.ts'
import { PLAIN_TOKEN, SHARED_TOKEN, TOKEN_HASH } from '../store/setting-names.ts'
import type { Settings } from '../store/store.ts'

/** Of the process that served it, of the encryption that is left behind, and of the token, which is kept in another way. */
const LEFT_BEHIND: ReadonlySet<string> = new Set([
  'serving.crt',
  'serving.key',
  'clock',
  'seal',
  'seal.probe',
  FILLING,
  PLAIN_TOKEN,
  SHARED_TOKEN,
  TOKEN_HASH,
])

export interface MovedParts extends SealReading {
  readonly settings: Pick<Settings, 'get' | 'names'>
}

/** All that go, decrypted, and the reader of those that do not. Throws OpenError `sealed`. */
const moved = (
  parts: MovedParts,
  passphrase: string | undefined,
): { readonly plain: Record<string, Buffer>; readonly get: Settings['get'] } => {
  const get = sealedReader(parts, passphrase)
  const names = parts.settings.names().filter((name) => !LEFT_BEHIND.has(name))
  return { plain: Object.fromEntries(names.map((name) => [name, get(name)!])), get }
}

/**
 * Those of a data folder, for etcd. `tokenFile`: what the folder's file of the token holds; where it is not the one that the
 * cluster knows, the first replica makes a new one. Throws OpenError `sealed`.
 */
export const settingsForEtcd = (
  parts: MovedParts,
  passphrase: string | undefined,
  tokenFile: string | undefined,
): Record<string, Buffer> => {
  const { plain, get } = moved(parts, passphrase)
  const token = get(PLAIN_TOKEN)?.toString() ?? tokenFile?.trim()
  const hash = get(TOKEN_HASH)
  const isKnown = token !== undefined && (hash === undefined || hash.equals(hashToken(token)))
  return isKnown ? { ...plain, [SHARED_TOKEN]: Buffer.from(token) } : plain
}

/** Those of etcd, for a data folder: the first start makes the file of the token. Throws OpenError `sealed`. */
export const settingsForFolder = (
  parts: MovedParts,
  passphrase: string | undefined,
): Record<string, Buffer> => {
  const { plain, get } = moved(parts, passphrase)
  const token = get(SHARED_TOKEN)
  return token === undefined ? plain : { ...plain, [PLAIN_TOKEN]: token }
}

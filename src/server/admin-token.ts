import type { Entropy } from '../apimachinery/entropy.ts'
import { hashToken } from '../apiserver/authn/token.ts'
import { createOnce } from '../storage/create-once.ts'
import type { Settings } from '../storage/store.ts'
import { keepPrivateFile, readIfThere } from './files.ts'

/** The token's setting in a shared store; settings whose names end in `.key` are encrypted. */
const SHARED_TOKEN = 'admin-token.key'

const TOKEN_HASH = 'admin.token.sha256'

interface TokenParts {
  readonly settings: Settings
  readonly entropy: Entropy
}

const newToken = (entropy: Entropy): string => entropy.bytes(24).toString('base64url')

const writeToken = (path: string | undefined, token: string): void => {
  if (path !== undefined) keepPrivateFile(path, `${token}\n`)
}

/**
 * Returns the token that all servers of a shared store use, and writes it to the file at `path`,
 * if given. Rejects with FileError.
 */
export const sharedAdminToken = async (
  { settings, entropy }: TokenParts,
  path: string | undefined,
): Promise<string> => {
  const token = await createOnce(
    () => settings.get(SHARED_TOKEN)?.toString(),
    () => newToken(entropy),
    (made) => settings.change({ [SHARED_TOKEN]: Buffer.from(made) }),
  )
  writeToken(path, token)
  return token
}

/**
 * Returns the token from the file at `path` or, for a cluster in memory, the `remembered` one. The
 * settings hold only its hash. A token that is missing or does not match the hash is replaced; if
 * there is no hash yet, a `remembered` token is kept. Rejects with FileError.
 */
export const adminToken = async (
  { settings, entropy }: TokenParts,
  path: string | undefined,
  remembered?: string,
): Promise<string> => {
  const hash = settings.get(TOKEN_HASH)
  const before = path === undefined ? remembered : readIfThere(path)?.trim()
  const isKnown = before !== undefined && hash?.equals(hashToken(before)) === true
  const isFirst = path === undefined && before !== undefined && hash === undefined
  const token = isKnown || isFirst ? before : newToken(entropy)
  writeToken(path, token)
  if (!isKnown) await settings.change({ [TOKEN_HASH]: hashToken(token) })
  return token
}

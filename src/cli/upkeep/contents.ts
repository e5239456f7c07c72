/** Whether what a data file holds makes sense: objects that are whole, a CA whose key and certificate belong together. */
import type { Clock } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import { loadCertificateAuthority } from '../../ca/authority.ts'
import { CaError } from '../../ca/errors.ts'
import { isSealed, sealedReader } from '../../storage/sealed-settings.ts'
import type { Contents } from '../../storage/verify.ts'

interface ContentParts extends Pick<Clock, 'now'> {
  readonly entropy: Entropy
  /** the data file, for errors */
  readonly path: string
  /** undefined: keys that are encrypted are not looked at */
  readonly passphrase: string | undefined
}

interface Stored {
  readonly kind?: unknown
  readonly metadata?: {
    readonly name?: unknown
    readonly uid?: unknown
    /** before schema 3 */
    readonly resourceVersion?: unknown
  }
}

const isWhole = (value: Buffer, revision: number): boolean => {
  let object: Stored | null
  try {
    object = JSON.parse(value.toString()) as Stored | null
  } catch {
    return false
  }
  const { name, uid, resourceVersion = String(revision) } = object?.metadata ?? {}
  return (
    typeof object?.kind === 'string' &&
    typeof name === 'string' &&
    typeof uid === 'string' &&
    resourceVersion === String(revision)
  )
}

/** At most this many keys are named. */
const NAMED = 3

const objectProblems = ({ rows }: Contents): string[] => {
  const broken: string[] = []
  for (const { key, value, revision } of rows())
    if (!isWhole(value, revision)) broken.push(`${key} at revision ${revision}`)
  if (broken.length === 0) return []
  const named = broken.slice(0, NAMED).join(', ')
  const more = broken.length > NAMED ? `, and ${broken.length - NAMED} more` : ''
  return [`objects are not whole: ${named}${more}`]
}

const authorityProblems = ({ settings }: Contents, parts: ContentParts): string[] => {
  const { path, entropy, passphrase } = parts
  const certificate = settings.get('ca.crt')?.toString()
  if (certificate === undefined) {
    const given = settings.get('given-ca.crt')
    return given === undefined ? ['there is no root CA in it'] : []
  }
  if (isSealed(settings) && passphrase === undefined) return []
  const key = sealedReader({ settings, path, entropy }, passphrase)('ca.key')
  if (key === undefined) return ['the key of the root CA is missing']
  try {
    loadCertificateAuthority({
      certificatePem: certificate,
      keyPem: key.toString(),
      now: parts.now(),
      entropy,
    })
    return []
  } catch (error) {
    if (error instanceof CaError) return [`its root CA cannot be used: ${error.message}`]
    throw error
  }
}

/** For verifyStore: one sentence per problem. Throws OpenError for a passphrase that is wrong. */
export const contentProblems = (contents: Contents, parts: ContentParts): string[] => [
  ...objectProblems(contents),
  ...authorityProblems(contents, parts),
]

/** The administrator's certificate and token, and the listener's certificate. */
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../apimachinery/clock.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import { hashToken } from '../apiserver/authn/token.ts'
import {
  type Certificate,
  certificateSignatureProblem,
  parseCertificatesPem,
} from '../ca/certificate.ts'
import { type Identity, issueIdentity } from '../ca/identity.ts'
import { ipBytes } from '../ca/ip.ts'
import { keepPrivateFile, readIfThere } from './files.ts'
import { keptOnce } from '../storage/kept-once.ts'
import type { Settings } from '../storage/store.ts'

export const ADMIN_NAME = 'kubernetes-admin'

const YEAR_SECONDS = 365 * 24 * 3600
const MONTH_MS = 30 * 24 * 3600 * 1000

/**
 * The setting of the administrator's token if several processes serve the cluster: sealed, as its
 * name ends in `.key`.
 */
const SHARED_TOKEN = 'admin-token.key'

/** The setting of its hash, if the token itself is in a file of the data folder. */
const TOKEN_HASH = 'admin.token.sha256'

/**
 * The setting of the token in data folders from before there was a hash; the next start makes the
 * file and the hash.
 */
const PLAIN_TOKEN = 'admin.token'

interface Parts {
  readonly settings: Settings
  readonly clock: Clock
  readonly entropy: Entropy
}

const readPair = (settings: Pick<Settings, 'get'>, name: string): Identity | undefined => {
  const certificate = settings.get(`${name}.crt`)
  const key = settings.get(`${name}.key`)
  if (certificate === undefined || key === undefined) return undefined
  return { certificatePem: certificate.toString(), keyPem: key.toString() }
}

const writePair = async (
  settings: Pick<Settings, 'change'>,
  name: string,
  { certificatePem, keyPem }: Identity,
): Promise<void> => {
  await settings.change({
    [`${name}.key`]: Buffer.from(keyPem),
    [`${name}.crt`]: Buffer.from(certificatePem),
  })
}

/** The certificate of an identity. */
const certificateOf = ({ certificatePem }: Identity): Certificate =>
  parseCertificatesPem(certificatePem)[0]!

/** When an identity does: from `from` on, in milliseconds since the epoch, and before `until`. */
export interface Term {
  readonly from: number
  readonly until: number
}

/**
 * How long an identity goes on without a new one: until a month before its end, or for good where
 * it ends with its CA, as any other would. Before its beginning the clock was ahead when it was
 * made.
 */
export const termOf = (identity: Identity, authority: CertificateAuthority): Term => {
  const { notBefore, notAfter } = certificateOf(identity)
  return {
    from: notBefore,
    until: notAfter >= authority.notAfter ? Infinity : notAfter - MONTH_MS,
  }
}

/** Whether an identity does now. */
export const isLasting = ({ from, until }: Term, now: number): boolean => from <= now && now < until

/**
 * The administrator's certificate (O=system:masters), kept over restarts so that copies of the
 * kubeconfig go on working.
 */
export const adminIdentity = (
  { settings, clock }: Parts,
  authority: CertificateAuthority,
): Promise<Identity> =>
  keptOnce(
    () => {
      const stored = readPair(settings, 'admin')
      const isGood = stored !== undefined && isLasting(termOf(stored, authority), clock.now())
      return isGood ? stored : undefined
    },
    () =>
      issueIdentity(authority, {
        clock,
        commonName: ADMIN_NAME,
        organizations: ['system:masters'],
        usages: ['digital signature', 'key encipherment', 'client auth'],
        seconds: YEAR_SECONDS,
      }),
    (identity) => writePair(settings, 'admin', identity),
  )

/** Names of a server; addresses as text. */
interface ServerNames {
  readonly dns: readonly string[]
  readonly ip: readonly string[]
}

/** Whether a CA made this certificate, for these names and no others. */
const isFor = (
  identity: Identity,
  { certificate: authority }: CertificateAuthority,
  names: ServerNames,
): boolean => {
  const certificate = certificateOf(identity)
  const { dns, ip } = certificate.sans
  return (
    isDeepStrictEqual(dns, [...names.dns]) &&
    Buffer.concat(ip).equals(Buffer.concat(names.ip.map(ipBytes))) &&
    certificate.rawIssuer.equals(authority.rawSubject) &&
    certificateSignatureProblem(certificate, authority) === undefined
  )
}

/**
 * The listener's certificate, kept over restarts for as long as the machine has the same names: a
 * start that makes none is faster. One that follows another while the server runs is good from the
 * same moment on, for clients whose clock is not where the server's is.
 */
export const servingIdentity = async (
  {
    settings,
    clock,
  }: { readonly settings: Pick<Settings, 'change' | 'get'>; readonly clock: Clock },
  authority: CertificateAuthority,
  names: ServerNames,
  previous?: Identity,
): Promise<Identity> => {
  const stored = previous === undefined ? readPair(settings, 'serving') : undefined
  if (
    stored !== undefined &&
    isFor(stored, authority, names) &&
    isLasting(termOf(stored, authority), clock.now())
  )
    return stored
  const identity = await issueIdentity(authority, {
    clock,
    commonName: 'kube-apiserver',
    sans: names,
    usages: ['digital signature', 'key encipherment', 'server auth'],
    seconds: YEAR_SECONDS,
    ...(previous === undefined ? {} : { goodSince: certificateOf(previous).notBefore }),
  })
  await writePair(settings, 'serving', identity)
  return identity
}

/**
 * The administrator's bearer token of a cluster that several processes serve, which is in its
 * settings; each has it in a file too, at `path`. Rejects with FileError.
 */
export const sharedAdminToken = async (
  { settings, entropy }: Parts,
  path: string | undefined,
): Promise<string> => {
  const token = await keptOnce(
    () => settings.get(SHARED_TOKEN)?.toString(),
    () => entropy.bytes(24).toString('base64url'),
    (made) => settings.set(SHARED_TOKEN, Buffer.from(made)),
  )
  if (path !== undefined) keepPrivateFile(path, `${token}\n`)
  return token
}

/**
 * The administrator's bearer token, kept over restarts in the file at `path`; the settings have no
 * more than its hash. A token that is not there, or is another than the hash's, is replaced by a
 * new one. Without a path it is the `remembered` one of a cluster in memory that has slept, or that
 * was given it when it was made, or lasts as long as the process. Throws FileError.
 */
export const adminToken = async (
  { settings, entropy }: Parts,
  path: string | undefined,
  remembered?: string,
): Promise<string> => {
  const plain = settings.get(PLAIN_TOKEN)?.toString()
  const hash = settings.get(TOKEN_HASH)
  const before = path === undefined ? remembered : readIfThere(path)?.trim()
  const isKnown = before !== undefined && hash?.equals(hashToken(before)) === true
  const isFirst = path === undefined && before !== undefined && hash === undefined
  const token = plain ?? (isKnown || isFirst ? before : entropy.bytes(24).toString('base64url'))
  if (path !== undefined) keepPrivateFile(path, `${token}\n`)
  if (plain !== undefined)
    await settings.changeWithoutTrace({ [TOKEN_HASH]: hashToken(token), [PLAIN_TOKEN]: undefined })
  else if (!isKnown) await settings.set(TOKEN_HASH, hashToken(token))
  return token
}

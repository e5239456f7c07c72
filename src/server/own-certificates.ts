import { isDeepStrictEqual } from 'node:util'
import { type ClusterTime, realTime } from '../apimachinery/clock.ts'
import type { ServingIdentity } from '../apiserver/http/wire/listener.ts'
import type { CertificateAuthority } from '../ca/authority.ts'
import { type Certificate, isSignedBy, parseCertificatesPem } from '../ca/certificate.ts'
import { type Identity, issueIdentity, type NewIdentity } from '../ca/identity.ts'
import { ipBytes } from '../ca/sans.ts'
import { createOnce } from '../storage/create-once.ts'
import type { OwnSettings, Settings } from '../storage/store.ts'
import { servingNames } from './advertise.ts'
import { readIdentity, writeIdentity } from './kept-identity.ts'
import type { ValidOptions } from './options.ts'

export const ADMIN_NAME = 'kubernetes-admin'

interface OwnState {
  readonly settings: Settings
  /** settings of this process alone */
  readonly ownSettings: OwnSettings
  readonly clock: ClusterTime
}

type ServerNames = ReturnType<typeof servingNames>

const certificateOf = ({ certificatePem }: Identity): Certificate =>
  parseCertificatesPem(certificatePem)[0]!

/** Makes a certificate that expires with its CA, so that no clock move requires a new one. */
const issue = (
  authority: CertificateAuthority,
  identity: Omit<NewIdentity, 'validSince' | 'seconds'>,
): Promise<Identity> =>
  issueIdentity(authority, {
    ...identity,
    seconds: Infinity,
    validSince: authority.certificate.notBefore,
  })

/** Earlier versions made certificates that expire before their CA. */
const isLasting = (identity: Identity, authority: CertificateAuthority): boolean => {
  const { notBefore, notAfter } = certificateOf(identity)
  return notBefore <= authority.certificate.notBefore && notAfter >= authority.notAfter
}

const adminIdentity = (
  { settings, clock }: OwnState,
  authority: CertificateAuthority,
): Promise<Identity> =>
  createOnce(
    () => {
      const stored = readIdentity(settings, 'admin')
      return stored !== undefined && isLasting(stored, authority) ? stored : undefined
    },
    () =>
      issue(authority, {
        clock,
        commonName: ADMIN_NAME,
        organizations: ['system:masters'],
        usages: ['digital signature', 'key encipherment', 'client auth'],
      }),
    (identity) => writeIdentity(settings, 'admin', identity),
  )

/** Whether this CA issued the certificate, for exactly these names. */
const isFor = (
  identity: Identity,
  { certificate: authority }: CertificateAuthority,
  names: ServerNames,
): boolean => {
  const certificate = certificateOf(identity)
  const { dns, ip } = certificate.sans
  return (
    isDeepStrictEqual(dns, names.dns) &&
    Buffer.concat(ip).equals(Buffer.concat(names.ip.map(ipBytes))) &&
    isSignedBy(certificate, authority)
  )
}

/** Makes a new certificate if the server's names or the CA have changed. */
export const servingIdentity = async (
  { ownSettings, clock }: Omit<OwnState, 'settings'>,
  authority: CertificateAuthority,
  names: ServerNames,
): Promise<Identity> => {
  const stored = readIdentity(ownSettings, 'serving')
  if (stored !== undefined && isFor(stored, authority, names) && isLasting(stored, authority))
    return stored
  const identity = await issue(authority, {
    // clients use real time
    clock: realTime(clock),
    commonName: 'kube-apiserver',
    sans: names,
    usages: ['digital signature', 'key encipherment', 'server auth'],
  })
  await writeIdentity(ownSettings, 'serving', identity)
  return identity
}

export interface OwnIdentities {
  readonly admin: Identity
  readonly serving: ServingIdentity
}

/** A server with its own listener makes the certificates at startup, a hosted one on first use. */
export const ownCertificates = (
  options: ValidOptions,
  state: OwnState,
  authority: CertificateAuthority,
  clientAuthorities: readonly string[],
) => {
  const names = servingNames(options)
  let making: Promise<OwnIdentities> | undefined
  let made: OwnIdentities | undefined
  const makeBoth = async (): Promise<OwnIdentities> => {
    const [admin, { certificatePem, keyPem }] = await Promise.all([
      adminIdentity(state, authority),
      servingIdentity(state, authority, names),
    ])
    return { admin, serving: { certificate: certificatePem, key: keyPem, clientAuthorities } }
  }
  return {
    /** Makes both certificates once. Rejects if they cannot be stored; the next call retries. */
    make: async (): Promise<OwnIdentities> => {
      making ??= makeBoth()
      try {
        return (made = await making)
      } catch (error) {
        making = undefined
        throw error
      }
    },

    /** Throws an Error before `make`. */
    get admin(): Identity {
      if (made === undefined) throw new Error('the certificates have not been created yet')
      return made.admin
    },
  }
}

// the only door to @peculiar/x509, for who makes requests; it needs the metadata polyfill to be there first
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import type * as webCrypto from '@peculiar/webcrypto'
import {
  cryptoProvider,
  type JsonGeneralName,
  Name,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509'
import { createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import { createRequire } from 'node:module'
import { exportKey, generateKey, type KeyType } from './keys.ts'
import { encodeName } from './name.ts'
import { OID } from './oid.ts'
import { encodePem } from './pem.ts'

// required, since the package does not mark its ES modules as such, and some loaders take them for CommonJS
const { Crypto }: typeof webCrypto = createRequire(import.meta.url)('@peculiar/webcrypto')
const crypto = new Crypto()
cryptoProvider.set(crypto)

interface Algorithms {
  import: webcrypto.RsaHashedImportParams | webcrypto.EcKeyImportParams | webcrypto.Algorithm
  sign: webcrypto.Algorithm | webcrypto.EcdsaParams
}

const ecdsa = (namedCurve: string, hash: string): Algorithms => ({
  import: { name: 'ECDSA', namedCurve },
  sign: { name: 'ECDSA', hash },
})

/** Algorithms by OpenSSL's names for kinds of keys and for curves. */
const ALGORITHMS = new Map<string | undefined, Algorithms>([
  [
    'rsa',
    { import: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, sign: { name: 'RSASSA-PKCS1-v1_5' } },
  ],
  ['ed25519', { import: { name: 'Ed25519' }, sign: { name: 'Ed25519' } }],
  ['prime256v1', ecdsa('P-256', 'SHA-256')],
  ['secp384r1', ecdsa('P-384', 'SHA-384')],
  ['secp521r1', ecdsa('P-521', 'SHA-512')],
])

interface Signer {
  keys: webcrypto.CryptoKeyPair
  signingAlgorithm: Algorithms['sign']
}

/** A key in the form that the library takes. */
const signerFor = async (key: KeyObject): Promise<Signer> => {
  const algorithm = ALGORITHMS.get(key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType)
  if (!algorithm) throw new TypeError(`no algorithm for a key of type ${key.asymmetricKeyType}`)
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' })
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('pkcs8', pkcs8, algorithm.import, true, ['sign']),
    crypto.subtle.importKey('spki', spki, algorithm.import, true, ['verify']),
  ])
  return { keys: { privateKey, publicKey }, signingAlgorithm: algorithm.sign }
}

/** A name of these attributes, each in an RDN of its own. From DER, since the library reads markup into text. */
const nameOf = (...attributes: [type: string, text: string][]): Name =>
  new Name(
    encodeName(
      [],
      attributes.map(([type, text]) => ({ type, bytes: Buffer.from(text) })),
    ),
  )

export interface RequestTemplate {
  commonName: string
  organizations?: readonly string[]
  /** names as text */
  sans?: {
    dns?: readonly string[]
    ip?: readonly string[]
    email?: readonly string[]
    uri?: readonly string[]
  }
  /** `p256` when absent */
  keyType?: KeyType
}

/**
 * Makes a key and a PKCS #10 request for it, for users that live in this process.
 *
 * @returns both in PEM
 */
export const makeRequest = async ({
  commonName,
  organizations = [],
  sans = {},
  keyType = 'p256',
}: RequestTemplate): Promise<{ requestPem: string; keyPem: string }> => {
  const key = await generateKey(keyType)
  const named = (
    type: JsonGeneralName['type'],
    values: readonly string[] = [],
  ): JsonGeneralName[] => values.map((value) => ({ type, value }))
  const names = [
    ...named('dns', sans.dns),
    ...named('email', sans.email),
    ...named('ip', sans.ip),
    ...named('url', sans.uri),
  ]
  const groups = organizations.map((group): [string, string] => [OID.organization, group])
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: nameOf(...groups, [OID.commonName, commonName]),
    ...(await signerFor(key)),
    ...(names.length > 0 && { extensions: [new SubjectAlternativeNameExtension(names)] }),
  })
  return {
    requestPem: encodePem('CERTIFICATE REQUEST', Buffer.from(request.rawData)),
    keyPem: exportKey(key),
  }
}

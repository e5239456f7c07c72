// @peculiar/x509 needs the metadata polyfill first
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { Crypto } from '@peculiar/webcrypto'
import type { KeyObject, webcrypto } from 'node:crypto'
import {
  cryptoProvider,
  type JsonGeneralName,
  Name,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509'
import { exportKey, generateKey, type KeyType, spkiOf } from './keys.ts'
import { encodeName } from './name.ts'
import { OID } from './oid.ts'
import { encodePem } from './pem.ts'

const crypto = new Crypto()
cryptoProvider.set(crypto)

type Algorithm = webcrypto.Algorithm | webcrypto.EcKeyImportParams | webcrypto.RsaHashedImportParams

const ecdsa = (namedCurve: string, hash: string): Algorithm => ({ name: 'ECDSA', namedCurve, hash })

/** WebCrypto's parameters by OpenSSL's names of key types and curves. */
const ALGORITHMS = new Map<string | undefined, Algorithm>([
  ['rsa', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }],
  ['ed25519', { name: 'Ed25519' }],
  ['prime256v1', ecdsa('P-256', 'SHA-256')],
  ['secp384r1', ecdsa('P-384', 'SHA-384')],
  ['secp521r1', ecdsa('P-521', 'SHA-512')],
])

/** @throws TypeError for an unsupported kind of key */
const importSigner = async (
  key: KeyObject,
): Promise<{ keys: webcrypto.CryptoKeyPair; signingAlgorithm: Algorithm }> => {
  const type = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType
  const signingAlgorithm = ALGORITHMS.get(type)
  if (!signingAlgorithm) throw new TypeError(`no algorithm for a key of type ${type}`)
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' })
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('pkcs8', pkcs8, signingAlgorithm, true, ['sign']),
    crypto.subtle.importKey('spki', spkiOf(key), signingAlgorithm, true, ['verify']),
  ])
  return { keys: { privateKey, publicKey }, signingAlgorithm }
}

const nameOf = (...attributes: [type: string, text: string][]): Name =>
  new Name(
    // in DER, because the library parses escapes in text
    encodeName(
      [],
      attributes.map(([type, text]) => ({ type, text })),
    ),
  )

interface RequestTemplate {
  commonName: string
  organizations?: readonly string[]
  sans?: { readonly [K in 'dns' | 'ip' | 'email' | 'uri']?: readonly string[] | undefined }
  keyType?: KeyType
  key?: KeyObject
}

/** Makes a PKCS #10 request, with a new key by default. */
export const makeRequest = async ({
  commonName,
  organizations = [],
  sans = {},
  keyType = 'p256',
  key: given,
}: RequestTemplate): Promise<{ requestPem: string; keyPem: string }> => {
  const key = given ?? (await generateKey(keyType))
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
    ...(await importSigner(key)),
    ...(names.length > 0 && { extensions: [new SubjectAlternativeNameExtension(names)] }),
  })
  return {
    requestPem: encodePem('CERTIFICATE REQUEST', Buffer.from(request.rawData)),
    keyPem: exportKey(key),
  }
}

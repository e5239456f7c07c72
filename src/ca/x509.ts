// in src, only this module imports @peculiar/x509; the metadata polyfill must be imported first
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import type { KeyObject } from 'node:crypto'
import {
  cryptoProvider,
  type JsonGeneralName,
  Name,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509'
import { exportKey, generateKey, type KeyType } from './keys.ts'
import { encodeName } from './name.ts'
import { OID } from './oid.ts'
import { encodePem } from './pem.ts'
import { crypto, importSigner } from './web-crypto.ts'

cryptoProvider.set(crypto)

/** Makes a name with one RDN per attribute, from DER: the library parses escapes in text. */
const nameOf = (...attributes: [type: string, text: string][]): Name =>
  new Name(
    encodeName(
      [],
      attributes.map(([type, text]) => ({ type, text })),
    ),
  )

interface RequestTemplate {
  commonName: string
  organizations?: readonly string[]
  sans?: { readonly [K in 'dns' | 'ip' | 'email' | 'uri']?: readonly string[] | undefined }
  /** `p256` when absent */
  keyType?: KeyType
  /** existing key; default: a new one */
  key?: KeyObject
}

/**
 * Makes a PKCS #10 request with a new or a given key.
 *
 * @returns request and key in PEM
 */
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

/** Texts in CSRs and client certificates. */
import { connect } from 'node:tls'
import { TAG } from '../../../src/ca/der.ts'
import { oid, sequence, tlv } from '../../../src/ca/der-writer.ts'
import { OID } from '../../../src/ca/oid.ts'
import { encodePem } from '../../../src/ca/pem.ts'
import * as made from '../../../test/ca/builders.ts'
import { type Client, CSRS } from '../../kit/client.ts'
import { csr } from '../../kit/requests.ts'
import { CHARACTER_LIMIT, type Channel } from './channel.ts'

const EXTENSION = '1.2.3.4'
const EMAIL = '1.2.840.113549.1.9.1'

/** Maximum size of a certificate that TLS accepts. */
const CERTIFICATE_LIMIT = 32 * 1024

type Names = Readonly<Record<string, (text: string) => Buffer>>

const SUBJECTS: Names = {
  CN: made.commonName,
  O: (text) => made.name([made.attribute(OID.organization, made.utf8(text))]),
  email: (text) => made.name([made.attribute(EMAIL, made.text(TAG.ia5String, text))]),
  'printable CN': (text) =>
    made.name([made.attribute(OID.commonName, made.text(TAG.printableString, text))]),
  'T61 CN': (text) => made.name([made.attribute(OID.commonName, made.text(TAG.t61String, text))]),
  'BMP CN': (text) =>
    made.name([
      made.attribute(
        OID.commonName,
        made.text(TAG.bmpString, Buffer.from(text, 'utf16le').swap16()),
      ),
    ]),
  'numeric CN': (text) =>
    made.name([made.attribute(OID.commonName, made.text(TAG.numericString, text))]),
  'type of an attribute': (text) =>
    made.name([sequence(tlv(TAG.oid, Buffer.from(text)), made.utf8('a'))]),
  'many names': (text) =>
    made.name(
      ...Array.from({ length: text.length / 32 }, (_, i) => [
        made.attribute(OID.organization, made.utf8(`${i}`)),
      ]),
    ),
  'many names in one': (text) =>
    made.name(
      Array.from({ length: text.length / 32 }, (_, i) =>
        made.attribute(OID.organization, made.utf8(`${i}`)),
      ),
    ),
}

const EXTENSIONS: Names = {
  'DNS name': (text) => made.subjectAltName(made.dns(text)),
  'email address': (text) => made.subjectAltName(made.email(text)),
  'email address at a host': (text) => made.subjectAltName(made.email(`a@${text}`)),
  URI: (text) => made.subjectAltName(made.uri(text)),
  'URI with a scheme': (text) => made.subjectAltName(made.uri(`a://${text}`)),
  'many DNS names': (text) =>
    made.subjectAltName(...Array.from({ length: text.length / 32 }, (_, i) => made.dns(`a${i}`))),
  'unknown extension': (text) => made.extension(EXTENSION, Buffer.from(text)),
  'name of an extension': (text) =>
    sequence(tlv(TAG.oid, Buffer.from(text)), tlv(TAG.octetString, Buffer.alloc(0))),
  usages: (text) => made.extension(OID.extKeyUsage, sequence(tlv(TAG.oid, Buffer.from(text)))),
  'many usages': (text) =>
    made.extension(
      OID.extKeyUsage,
      sequence(...Array.from({ length: text.length / 32 }, (_, i) => oid(`1.2.3.${i}`))),
    ),
}

const rsaKey = (modulus: Buffer): Buffer =>
  sequence(
    made.algorithm('1.2.840.113549.1.1.1', tlv(5)),
    tlv(
      TAG.bitString,
      Buffer.of(0),
      sequence(tlv(TAG.integer, Buffer.of(0x3f), modulus), tlv(TAG.integer, Buffer.of(1, 0, 1))),
    ),
  )

/** CSRs with the text in one of their parts. */
const REQUESTS: Readonly<Record<string, (text: string) => Buffer>> = {
  ...Object.fromEntries(
    Object.entries(SUBJECTS).map(([name, subject]) => [
      name,
      (text: string) => made.requestDer({ subject: subject(text) }),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(EXTENSIONS).map(([name, extension]) => [
      name,
      (text: string) => made.requestDer({ attributes: [made.extensionRequest(extension(text))] }),
    ]),
  ),
  version: (text) =>
    made.requestDer({ version: tlv(TAG.integer, Buffer.of(1), Buffer.from(text)) }),
  'many extensions': (text) =>
    made.requestDer({
      attributes: [
        made.extensionRequest(
          ...Array.from({ length: text.length / 32 }, (_, i) =>
            made.extension(`1.2.3.${i}`, Buffer.of(0)),
          ),
        ),
      ],
    }),
  attribute: (text) =>
    made.requestDer({ attributes: [sequence(oid(EXTENSION), tlv(TAG.set, made.utf8(text)))] }),
  'many attributes': (text) =>
    made.requestDer({
      attributes: Array.from({ length: text.length / 32 }, (_, i) =>
        sequence(oid(`1.2.3.${i}`), tlv(TAG.set, made.utf8('a'))),
      ),
    }),
  signature: (text) => made.requestDer({ signature: Buffer.from(text) }),
  'RSA key': (text) =>
    made.requestDer({ spki: rsaKey(Buffer.from(text)), algorithm: made.SHA256_RSA }),
  nesting: (text) => {
    let nested = made.utf8('a')
    for (let depth = text.length / 4096; depth > 0; depth--) nested = sequence(nested)
    return made.requestDer({ attributes: [nested] })
  },
}

/** PEM with the text in one of its parts, mostly invalid. */
const PEMS: Readonly<Record<string, (text: string) => string>> = {
  'in front': (text) => `${text}\n${made.requestPem()}`,
  behind: (text) => `${made.requestPem()}\n${text}`,
  'type of the block': (text) => `-----BEGIN ${text}-----\nAA==\n-----END ${text}-----\n`,
  'headers of the block': (text) =>
    `-----BEGIN CERTIFICATE REQUEST-----\na: ${text}\n\nAA==\n-----END CERTIFICATE REQUEST-----\n`,
  'content of the block': (text) =>
    `-----BEGIN CERTIFICATE REQUEST-----\n${text}\n-----END CERTIFICATE REQUEST-----\n`,
  'many beginnings': (text) => '-----BEGIN CERTIFICATE REQUEST-----\n'.repeat(text.length / 36),
  'base64 of base64': (text) => Buffer.from(text).toString('base64'),
}

/** A currently valid certificate in PEM, signed with its own key. */
const certificate = (parts: made.CertificateParts): string =>
  encodePem('CERTIFICATE', made.certificateDer({ ...parts, validity: made.validity(0, 4e12) }))

const CERTIFICATES: Readonly<Record<string, (text: string) => string>> = {
  ...Object.fromEntries(
    ['CN', 'O', 'many names'].map((name) => [
      name,
      (text: string) => certificate({ subject: SUBJECTS[name]!(text) }),
    ]),
  ),
  ...Object.fromEntries(
    ['DNS name', 'URI with a scheme', 'many DNS names', 'unknown extension', 'usages'].map(
      (name) => [name, (text: string) => certificate({ extensions: [EXTENSIONS[name]!(text)] })],
    ),
  ),
  issuer: (text) => certificate({ issuer: made.commonName(text) }),
}

export const derChannels = (client: Client): Channel[] => {
  const key = made.p256.export({ type: 'pkcs8', format: 'pem' })
  const post = async (request: string | Buffer): Promise<void> => {
    const text = Buffer.from(request).toString('base64')
    await client.ask('POST', `${CSRS}?dryRun=All`, csr('growth', text))
  }
  /** One request over a new connection with this client certificate. */
  const present = async (cert: string): Promise<void> => {
    const socket = connect({
      host: client.host,
      port: client.port,
      ca: client.ca,
      cert,
      key: String(key),
    })
    // TLS reports rejected certificates by an alert
    const closed = new Promise((resolve) => socket.on('error', resolve).on('close', resolve))
    socket.end(`GET ${client.prefix}${CSRS} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    socket.resume()
    await closed
  }
  return [
    ...Object.entries(REQUESTS).map(([name, make]): Channel => ({
      name: `request, ${name}`,
      longest: CHARACTER_LIMIT,
      short: true,
      send: (text) => post(encodePem('CERTIFICATE REQUEST', make(text))),
    })),
    ...Object.entries(PEMS).map(([name, make]): Channel => ({
      name: `PEM of a request, ${name}`,
      longest: CHARACTER_LIMIT,
      short: true,
      send: (text) => post(make(text)),
    })),
    ...Object.entries(CERTIFICATES).map(([name, make]): Channel => ({
      name: `certificate of a client, ${name}`,
      longest: CERTIFICATE_LIMIT,
      short: true,
      send: (text) => present(make(text)),
    })),
  ]
}

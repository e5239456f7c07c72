/** Makes CSRs; creates, approves and watches them through the API. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { TAG } from '../dist/ca/der/read.js'
import { oid, sequence, tlv, wholeBitString } from '../dist/ca/der/write.js'
import { encodeName } from '../dist/ca/name.js'
import { OID } from '../dist/ca/oid.js'
import { encodePem } from '../dist/ca/pem.js'

export const COLLECTION = '/apis/certificates.k8s.io/v1/certificatesigningrequests'

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'))
const VERSION_1 = Buffer.of(TAG.integer, 1, 0)
const NO_ATTRIBUTES = Buffer.of(0xa0, 0)

const makeRequest = (commonName) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const subject = encodeName([
    { type: OID.organization, text: 'bench' },
    { type: OID.commonName, text: commonName },
  ])
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const info = tlv(TAG.sequence, VERSION_1, subject, spki, NO_ATTRIBUTES)
  const signature = wholeBitString(sign('sha256', info, privateKey))
  return encodePem('CERTIFICATE REQUEST', sequence(info, ECDSA_SHA256, signature))
}

/** Returns P-256 CSRs in base64, all different, because csrlab caches parsed CSRs. */
export const makeRequests = (count) =>
  Array.from({ length: count }, (_, i) => Buffer.from(makeRequest(`user-${i}`)).toString('base64'))

const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client'
/** csrlab has no signer with this name. */
export const FOREIGN_SIGNER = 'example.com/bench'

export const create = (client, name, request, signerName = CLIENT_SIGNER) =>
  client.call('POST', COLLECTION, {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: { request, signerName, usages: ['client auth'] },
  })

export const approve = (client, name) =>
  client.call('PUT', `${COLLECTION}/${name}/approval`, {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: {},
    status: {
      conditions: [
        { type: 'Approved', status: 'True', reason: 'Bench', message: 'by the benchmark' },
      ],
    },
  })

/** Returns a handler of chunks; `onLine` gets each complete line. */
const lines = (onLine) => {
  let rest = ''
  return (chunk) => {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop()
    for (const part of parts) onLine(part)
  }
}

/**
 * Watches for certificates; `onIssued` gets the name of each issued CSR. Resolves with a function
 * that ends the watch.
 */
export const watchIssued = (client, onIssued) =>
  client.watch(
    `${COLLECTION}?watch=true&timeoutSeconds=600`,
    lines((line) => {
      if (line.includes('"certificate":"')) onIssued(/"name":"([^"]+)"/.exec(line)[1])
    }),
  )

/**
 * A bare server that does only the unavoidable work of csrlab's requests: TLS, HTTP, JSON,
 * verifying one signature and making another, durable writes, and encoding each event once for all
 * watchers of an HTTP version.
 * `npm run tool -- beside tools/beside/floor.mjs` compares csrlab with this server.
 */
import crypto from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createSecureServer } from 'node:http2'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import Database from 'better-sqlite3'

await import('reflect-metadata')
const x509 = await import('@peculiar/x509')
const folder = process.argv[process.argv.indexOf('--data-dir') + 1]

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
x509.cryptoProvider.set(crypto.webcrypto)
const keys = await crypto.webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
const certificate = await x509.X509CertificateGenerator.createSelfSigned({
  name: 'CN=floor',
  keys,
  signingAlgorithm: ALGORITHM,
  notAfter: new Date('2099-01-01'),
  extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
})
const cert = certificate.toString('pem')
const key = crypto.KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' })
for (const name of ['ca.crt', 'admin.crt']) writeFileSync(join(folder, name), cert)
writeFileSync(join(folder, 'admin.key'), key)

const authority = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const requester = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })
const requesterJwk = requester.publicKey.export({ format: 'jwk' })
const signed = Buffer.alloc(900, 'x')
const signature = crypto.sign('sha256', signed, requester.privateKey)

const database = new Database(join(folder, 'floor.db'))
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')
database.exec('CREATE TABLE log (revision INTEGER PRIMARY KEY, name TEXT, value BLOB)')
const insert = database.prepare('INSERT INTO log (name, value) VALUES (?, ?)')

const objects = new Map()
const watchers = new Set()
let revision = 0
let packed
let batch = []

/** Sends an event to all watchers, in one buffer for each version of HTTP. */
const tell = (value) => {
  const event = Buffer.concat([
    Buffer.from('{"type":"MODIFIED","object":'),
    value,
    Buffer.from('}\n'),
  ])
  const size = Buffer.from(`${event.length.toString(16)}\r\n`)
  const chunk = Buffer.concat([size, event, Buffer.from('\r\n')])
  for (const { stream, isChunked } of watchers) stream.write(isChunked ? chunk : event)
}

/** All writes of an event loop turn are one transaction. */
const commit = database.transaction((writes) => {
  for (const { name, value } of writes) insert.run(name, value)
})
const store = (name, object, stored) => {
  object.metadata.resourceVersion = String(++revision)
  const value = Buffer.from(JSON.stringify(object))
  objects.set(name, { object, value })
  packed = undefined
  if (batch.push({ name, value, stored }) > 1) return
  setImmediate(() => {
    const writes = batch
    batch = []
    commit(writes)
    for (const write of writes) {
      tell(write.value)
      write.stored?.(write.value)
    }
  })
}

const listed = () => {
  const items = [...objects.values()].slice(0, 1000).map(({ value }) => value)
  return gzipSync(`{"metadata":{"resourceVersion":"${revision}"},"items":[${items.join()}]}`, {
    level: 1,
  })
}

const send = (response, code, body, headers) => {
  response.writeHead(code, {
    'content-type': 'application/json',
    'content-length': body.length,
    ...headers,
  })
  response.end(body)
}

const watch = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.flushHeaders()
  const isChunked = response.chunkedEncoding === true
  const watcher = { stream: isChunked ? response.socket : response.stream, isChunked }
  watchers.add(watcher)
  response.on('close', () => watchers.delete(watcher))
}

const create = (response, { metadata: { name }, ...object }) => {
  const publicKey = crypto.createPublicKey({ key: requesterJwk, format: 'jwk' })
  if (!crypto.verify('sha256', signed, publicKey, signature)) throw new Error('bad signature')
  const metadata = { name, uid: crypto.randomUUID(), managedFields: 'x'.repeat(300) }
  store(name, { ...object, metadata }, (value) => send(response, 201, value))
}

const approve = (response, { metadata: { name }, status }) => {
  const { object } = objects.get(name)
  store(name, { ...object, status, metadata: { ...object.metadata } }, (value) => {
    send(response, 200, value)
    if (!object.spec.signerName.startsWith('kubernetes.io/')) return
    const made = Buffer.concat([signed, crypto.sign('sha256', signed, authority)]).toString(
      'base64',
    )
    store(name, {
      ...object,
      status: { ...status, certificate: made },
      metadata: { ...object.metadata },
    })
  })
}

const server = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) => {
  const [path, query = ''] = request.url.split('?')
  if (query.includes('watch=true')) return watch(response)
  if (path === '/readyz') return send(response, 200, signed)
  if (query.includes('limit=')) {
    packed ??= listed()
    return send(response, 200, packed, { 'content-encoding': 'gzip' })
  }
  if (request.method === 'GET')
    return send(response, 200, objects.get(path.split('/').at(-1)).value)
  const work = request.method === 'POST' ? create : approve
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => work(response, JSON.parse(Buffer.concat(parts).toString())))
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`https://127.0.0.1:${server.address().port}\n`)
})

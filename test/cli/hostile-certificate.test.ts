import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import t from 'tap'
import { TAG } from '../../src/ca/der/read.ts'
import { sequence, tlv } from '../../src/ca/der/write.ts'
import { OID } from '../../src/ca/oid.ts'
import { encodePem } from '../../src/ca/pem.ts'
import { certificateDer, extension, p256, validity } from '../ca/builders.ts'
import { serve, stop } from './process.ts'
import { arrival } from '../fixtures/waits.ts'

const key = String(p256.export({ type: 'pkcs8', format: 'pem' }))

/** `bytes`: length of the OID of the extended key usage. */
const withUsage = (bytes: number) =>
  encodePem(
    'CERTIFICATE',
    certificateDer({
      validity: validity(0, 4e12),
      extensions: [extension(OID.extKeyUsage, sequence(tlv(TAG.oid, Buffer.alloc(bytes, 'x'))))],
    }),
  )

t.test('certificates with long usage OIDs get 401, and do not crash the process', async (t) => {
  const server = await serve('--port 0 --log-level silent', { cwd: t.testdir() })
  const { hostname, port } = new URL(server.url)
  const ca = readFileSync(join(server.dataDir, 'ca.crt'))
  try {
    for (const bytes of [1, 255, 1000, 30_000]) {
      const cert = withUsage(bytes)
      const socket = connect({ host: hostname, port: Number(port), ca, cert, key })
      socket.end('GET /version HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
      const [head] = (await arrival(socket, 'data')) as [Buffer]
      t.match(head.toString(), /^HTTP\/1\.1 401 /, `${bytes} bytes`)
      socket.destroy()
    }
  } finally {
    const { signal } = await stop(server)
    t.equal(signal, null)
  }
})

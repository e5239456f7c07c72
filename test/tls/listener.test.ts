import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { X509Certificate } from 'node:crypto'
import t from 'tap'
import type { Cluster } from '../../src/index.ts'
import { started } from '../library/built.ts'
import { request, whoami } from '../library/client.ts'
import { arrival } from '../fixtures/waits.ts'

const CSRS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'

const handshake = async (
  { url, caPem }: Cluster,
  options: ConnectionOptions = {},
): Promise<TLSSocket> => {
  const socket = connect({
    host: '127.0.0.1',
    port: Number(new URL(url).port),
    ca: caPem,
    ...options,
  })
  await arrival(socket, 'secureConnect')
  return socket
}

t.test(
  "the server's certificate covers localhost, and the API's names inside a cluster",
  async (t) => {
    const cluster = await started(t)
    const socket = await handshake(cluster)
    const certificate = new X509Certificate(socket.getPeerCertificate().raw)
    socket.destroy()
    for (const name of ['localhost', 'kubernetes', 'kubernetes.default.svc.cluster.local']) {
      t.equal(certificate.checkHost(name), name)
    }
    for (const address of ['127.0.0.1', '::1']) t.equal(certificate.checkIP(address), address)
    t.equal(certificate.checkHost('example.com'), undefined)
    t.ok(certificate.verify(new X509Certificate(cluster.caPem).publicKey))
  },
)

t.test(
  'clients without a certificate are anonymous; others have the name in their certificate',
  async (t) => {
    const cluster = await started(t)
    t.equal((await request(cluster, undefined, '/healthz')).code, 200)
    const anonymous = await request(cluster, undefined, CSRS)
    t.equal(anonymous.code, 403)
    t.match(anonymous.body.message, 'User "system:anonymous"')
    const jane = await cluster.issue({ commonName: 'jane' })
    t.equal((await whoami(cluster, jane)).username, 'jane')
  },
)

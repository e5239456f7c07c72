import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '../client.mjs'
import { COLLECTION, create, FOREIGN_SIGNER, makeRequests } from '../csr.mjs'
import { h2load, hasH2load, named, PROTOCOL_NAMES } from '../h2load.mjs'
import { rate, time, withCpu } from '../measure.mjs'
import { withServer } from '../server.mjs'

const WIDTH = 16
const OBJECTS = 1000
const LISTS = 60

/**
 * Rates of a warm server, measured by h2load over both protocols with gzip; empty without h2load.
 * Since h2load can send only one body, all created CSRs have the same request, whose signature is
 * verified once. The phase `flow` has the rate for distinct CSRs.
 */
export const rates = async ({ requests: count }) => {
  if (!(await hasH2load())) {
    process.stdout.write('NOT MEASURED: the phase rates needs h2load (nghttp2-client of Debian)\n')
    return []
  }
  return withServer(async (server, dir) => {
    const asked = { url: server.url, token: readFileSync(join(dir, 'token'), 'utf8').trim() }
    const client = new Client(server, WIDTH)
    const requests = makeRequests(OBJECTS)
    for (const [i, request] of requests.entries())
      await create(client, `rates-${i}`, request, FOREIGN_SIGNER)
    await client.close()
    const measured = async (protocol, load) => {
      await h2load(asked, protocol, { ...load, count: Math.ceil(load.count / 2) })
      return withCpu(server, load.count, () => h2load(asked, protocol, load))
    }
    const figures = []
    const get = { path: `${COLLECTION}/rates-0`, count: 2 * count, width: WIDTH }
    const list = { path: `${COLLECTION}?limit=500`, count: LISTS, width: 1 }
    const whole = { path: COLLECTION, count: LISTS, width: 1 }
    for (const protocol of PROTOCOL_NAMES) {
      figures.push(rate(named('get', protocol), ...(await measured(protocol, get))))
      for (const [name, load] of Object.entries({ 'list of 500': list, 'list of 1,000': whole })) {
        const [{ p50, p99 }, cpu] = await measured(protocol, load)
        figures.push(time(named(name, protocol), p50, { p50, p99, cpu }))
      }
    }
    // last, since the creates make lists longer
    const body = {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { generateName: 'rates-same-' },
      spec: { request: requests[0], signerName: FOREIGN_SIGNER, usages: ['client auth'] },
    }
    for (const protocol of PROTOCOL_NAMES) {
      const load = { path: COLLECTION, count, width: WIDTH, body }
      figures.push(
        rate(named('create, one request', protocol), ...(await measured(protocol, load))),
      )
    }
    return figures
  })
}

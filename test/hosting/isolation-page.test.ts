import t from 'tap'
import { systemClock } from '../../src/server/system.ts'
import { Browser, tokenOf } from '../teaching/page/browser.ts'
import { startHost } from './host.ts'

const PATHS = [
  ['GET', '/page/v1/session'],
  ['PUT', '/page/v1/session'],
  ['GET', '/page/v1/users'],
  ['POST', '/page/v1/rows'],
  ['GET', '/page/v1/requests/x'],
  ['GET', '/page/v1/access'],
  ['GET', '/page/v1/audit/x'],
  ['GET', '/page/v1/clusters'],
  ['GET', '/page/v1/cluster'],
  ['GET', '/api/v1/namespaces'],
  ['POST', '/apis/certificates.k8s.io/v1/certificatesigningrequests'],
  ['POST', '/csrlab/v1/reset'],
] as const

t.test('links and cookies work only on the page of their own cluster', async (t) => {
  const { create } = await startHost(t, { clock: systemClock })
  const linkOf = async (cluster: string) => {
    const { code, body } = await (await create(cluster))('POST', '/csrlab/v1/ui', {})
    t.equal(code, 201)
    return body.url
  }
  const [linkA, linkB] = [await linkOf('a'), await linkOf('b')]
  const [originA, originB] = [new URL(linkA).origin, new URL(linkB).origin]
  t.not(originA, originB, 'each cluster has its own page')

  const stranger = new Browser(originB)
  t.equal((await stranger.enter(tokenOf(linkA))).code, 403, 'a link of A does not work on B')
  const ofA = new Browser(originA)
  t.equal((await ofA.enter(tokenOf(linkA))).code, 201, 'the link is still valid on A')
  const ofB = new Browser(originB)
  t.equal((await ofB.enter(tokenOf(linkB))).code, 201)

  const secret = ofA.cookie.split('=')[1]!
  const [name] = ofB.cookie.split('=')
  for (const cookie of [ofA.cookie, `${name}=${secret}`, `${ofA.cookie}; ${name}=${secret}`])
    for (const [method, path] of PATHS) {
      const body = method === 'GET' ? {} : { body: {} }
      const { code, text } = await new Browser(originB).ask(path, {
        method,
        ...body,
        headers: { cookie },
      })
      t.equal(code, 401, `${method} ${path}: ${text.slice(0, 80)}`)
    }
  t.equal((await ofB.ask('/page/v1/session')).code, 200, 'B accepts its own cookie')
  t.equal((await ofB.ask('/apis/certificates.k8s.io/v1/certificatesigningrequests')).code, 200)
})

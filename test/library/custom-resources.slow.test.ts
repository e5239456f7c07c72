/** Namespace deletion and garbage collection include custom resources that discovery lists. */
import { request } from 'node:https'
import { text as textOf } from 'node:stream/consumers'
import t from 'tap'
import { systemClock } from '../../src/server/system.ts'
import { withCustomResources } from '../fixtures/custom-resources.ts'
import { controlFrom } from '../fixtures/remote-controllers.ts'
import { type Json, startServer } from '../fixtures/server.ts'
import { responseTo, until } from '../fixtures/waits.ts'

const NAMESPACES = '/api/v1/namespaces'
const CONFIG_MAPS = `${NAMESPACES}/default/configmaps`
const widgetsIn = (namespace: string) => `/apis/example.com/v1/namespaces/${namespace}/widgets`

const KINDS = { Widget: 'example.com/v1', ConfigMap: 'v1' } as const

t.test('deletion includes custom resources, and waits while they are unavailable', async (t) => {
  const server = await startServer(t, { clock: systemClock, controllers: ['-*'] })
  const { authority, adminToken } = server.server
  const resources = await withCustomResources(t, server.url, 'missing')
  const { url } = resources

  const ask = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }
    const sent = request(`${url}${path}`, { method, headers, rejectUnauthorized: false })
    const message = await responseTo(sent.end(body && JSON.stringify(body)))
    const text = await textOf(message)
    return { code: message.statusCode, ...JSON.parse(text === '' ? '{}' : text) }
  }
  const isGone = (path: string) =>
    until(async () => (await ask('GET', path)).code === 404, `${path} to be gone`)
  const make = async (kind: keyof typeof KINDS, path: string, name: string, owner?: object) => {
    const ownerReferences = owner === undefined ? [] : [owner]
    const { code, metadata } = await ask('POST', path, { metadata: { name, ownerReferences } })
    t.equal(code, 201, name)
    return { apiVersion: KINDS[kind], kind, name, uid: metadata.uid }
  }
  /**
   * Makes a namespace, with a widget if widgets are served, and starts to delete the namespace.
   * Returns its path.
   */
  const ending = async (name: string) => {
    await ask('POST', NAMESPACES, { metadata: { name } })
    if (resources.state === 'served') await make('Widget', widgetsIn(name), 'w')
    await ask('DELETE', `${NAMESPACES}/${name}`)
    return `${NAMESPACES}/${name}`
  }

  await controlFrom(t, { url, authority, adminToken })
  await isGone(await ending('early'))

  resources.state = 'served'
  // deleting the namespace refreshes discovery, also for the garbage collector
  await isGone(await ending('shop'))
  const widget = await make('Widget', widgetsIn('default'), 'widget')
  await make('ConfigMap', CONFIG_MAPS, 'of-widget', widget)
  const map = await make('ConfigMap', CONFIG_MAPS, 'map')
  await make('Widget', widgetsIn('default'), 'of-map', map)
  await ask('DELETE', `${widgetsIn('default')}/widget`)
  await isGone(`${CONFIG_MAPS}/of-widget`)
  await ask('DELETE', `${CONFIG_MAPS}/map`)
  await isGone(`${widgetsIn('default')}/of-map`)

  const owner = await make('Widget', widgetsIn('default'), 'owner')
  await make('ConfigMap', CONFIG_MAPS, 'of-owner', owner)
  await make('Widget', widgetsIn('default'), 'of-nobody')
  await ask('POST', NAMESPACES, { metadata: { name: 'late' } })
  await make('Widget', widgetsIn('late'), 'w')
  resources.state = 'stale'
  const late = await ending('late')
  await until(async () => (await ask('GET', late)).status.conditions?.length > 0, 'conditions')
  const { status } = await ask('GET', late)
  t.match(
    status.conditions.find(({ type }: Json) => type === 'NamespaceDeletionDiscoveryFailure'),
    { status: 'True', reason: 'DiscoveryFailed', message: /example\.com\/v1/ },
  )
  // if the marker is collected, the collector has also processed everything queued before it
  await make('ConfigMap', CONFIG_MAPS, 'marker', { ...map, uid: 'other' })
  await isGone(`${CONFIG_MAPS}/marker`)
  t.equal((await ask('GET', `${CONFIG_MAPS}/of-owner`)).metadata.ownerReferences.length, 1)

  resources.state = 'served'
  await isGone(late)
  t.equal((await ask('GET', `${widgetsIn('default')}/of-nobody`)).code, 200)
  t.equal((await ask('GET', `${CONFIG_MAPS}/of-owner`)).code, 200)
  await ask('DELETE', `${widgetsIn('default')}/owner`)
  await isGone(`${CONFIG_MAPS}/of-owner`)
})

/** Allocation of service addresses and ports, with the errors of Kubernetes 1.36. */
import t from 'tap'
import { services } from '../../../src/resources/core/service/resource.ts'
import { startServer } from '../../fixtures/server.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(services)
const ports = [{ port: 80 }]

const nodePort = (ports: object[], more: object = {}) => ({ type: 'NodePort', ports, ...more })

t.test('an update keeps nodePorts that it omits, by port name, and validates others', async (t) => {
  const two = [
    { name: 'a', port: 1, nodePort: 30_001 },
    { name: 'b', port: 2, nodePort: 30_002 },
  ]
  const old = shelf.stored({ spec: nodePort(two) })
  const change = (ports: object[]) => {
    const { object, errors } = shelf.update({ spec: nodePort(ports) }, old)
    return errors.length > 0 ? errors : object.spec.ports?.map(({ nodePort }) => nodePort)
  }
  t.same(
    change([
      { name: 'a', port: 7 },
      { name: 'b', port: 2 },
    ]),
    [30_001, 30_002],
  )
  t.same(
    change([
      { name: 'a', port: 1, nodePort: 30_002 },
      { name: 'b', port: 2, nodePort: 30_001 },
    ]),
    [30_002, 30_001],
  )
  t.same(change([{ name: 'a', port: 1, nodePort: 29_999 }]), [
    'spec.ports[0].nodePort: Invalid value: 29999: provided port is not in the valid range. The range of valid ports is 30000-32767',
  ])
})

t.test('each address and node port is allocated once, even by concurrent requests', async (t) => {
  const server = await startServer(t)
  const path = '/api/v1/namespaces/default/services'
  const post = (name: string, spec: object) =>
    server.post(path, { metadata: { name }, spec: { ports, ...spec } })
  const port = nodePort([{ port: 80, nodePort: 30_080 }])
  t.equal((await post('a', port)).code, 201)
  t.match(
    (await post('b', port)).body.message,
    /nodePort: Invalid value: 30080: provided port is already allocated$/,
  )
  const own = await post('c', { clusterIP: '10.96.0.1' })
  t.match(own.body.message, /failed to allocate IP 10\.96\.0\.1: provided IP is already allocated$/)
  const both = await Promise.all(['d', 'e'].map((name) => post(name, { clusterIP: '10.96.0.7' })))
  t.same(new Set(both.map(({ code }) => code)), new Set([201, 422]))
  t.equal((await server.delete(`${path}/a`)).code, 200)
  t.equal((await post('b', port)).code, 201, 'released values can be allocated')
  const made = await server.put(`${path}/f`, { metadata: { name: 'f' }, spec: { ports } })
  t.equal(made.code, 201, 'PUT creates')
})

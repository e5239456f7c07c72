/** What services are given out, and what they cannot have, in the words of Kubernetes 1.36. */
import t from 'tap'
import { services } from '../../../src/resources/core/service/resource.ts'
import { release } from '../../fixtures/release.ts'
import { startServer } from '../../fixtures/server.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(services)
const dry = new Shelf(services, release, { dryRun: true })
const ports = [{ port: 80 }]

const errorsOf = (spec: object, on = shelf): string[] =>
  on.create({ spec: { ports, ...spec } }).errors

void t.test('addresses: of the range, and of nobody else', async (t) => {
  const taken = shelf.stored({ spec: { ports, clusterIP: '10.96.0.8' } })
  const beside = new Shelf(services)
  beside.others = [taken]
  const refused = (address: string, why: string) => [
    `spec.clusterIPs: Invalid value: ["${address}"]: failed to allocate IP ${address}: ${why}`,
  ]
  t.same(
    errorsOf({ clusterIP: '10.96.0.8' }, beside),
    refused('10.96.0.8', 'provided IP is already allocated'),
  )
  t.same(errorsOf({ clusterIP: '10.96.0.9' }, beside), [])
  t.same(
    errorsOf({ clusterIP: '192.0.2.1' }),
    refused('192.0.2.1', 'the provided network does not match the current range'),
  )
  const outside = (address: string) =>
    `the provided IP (${address}) is not in the valid range. The range of valid IPs is 10.96.0.0/12`
  t.same(errorsOf({ clusterIP: '10.96.0.0' }), refused('10.96.0.0', outside('10.96.0.0')))
  t.same(errorsOf({ clusterIP: '192.0.2.1' }, dry), refused('192.0.2.1', outside('192.0.2.1')))
  dry.others = [taken]
  t.same(errorsOf({ clusterIP: '10.96.0.8' }, dry), [], 'a dry run looks at the range alone')
  t.equal(dry.create({ spec: { ports } }).object.spec.clusterIP, '10.96.0.0')
})

void t.test('families that this cluster has not', async (t) => {
  t.same(errorsOf({ clusterIP: 'fd00::1' }), [
    'spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster',
  ])
  t.same(errorsOf({ ipFamilies: ['IPv6'] }), [
    'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
  ])
  t.same(errorsOf({ ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' }), [
    'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    'spec.ipFamilies[1]: Invalid value: "IPv6": not configured on this cluster',
  ])
  t.same(errorsOf({ ipFamilies: ['IPv4', 'IPv6'] }), [
    "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
  ])
  const preferred = shelf.stored({ spec: { ports, ipFamilyPolicy: 'PreferDualStack' } })
  t.match(preferred.spec, { ipFamilies: ['IPv4'], ipFamilyPolicy: 'PreferDualStack' })
  t.same(shelf.update({ spec: preferred.spec }, preferred).object.spec, preferred.spec)
})

const nodePort = (ports: object[], more: object = {}) => ({ type: 'NodePort', ports, ...more })

void t.test('node ports: of the range, of nobody else, and one for each number', async (t) => {
  const taken = shelf.stored({ spec: nodePort([{ port: 80, nodePort: 30_080 }]) })
  const beside = new Shelf(services)
  beside.others = [taken]
  t.same(errorsOf(nodePort([{ port: 1, nodePort: 30_080 }]), beside), [
    'spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
  ])
  t.same(
    errorsOf(nodePort([{ port: 1, nodePort: 80 }]), dry),
    [],
    'a dry run does not look at the range',
  )
  const dns = [
    { name: 'u', port: 53, protocol: 'UDP' },
    { name: 't', port: 53, protocol: 'TCP' },
  ]
  const { spec } = shelf.stored({ spec: nodePort(dns) })
  t.equal(spec.ports?.[0]?.nodePort, spec.ports?.[1]?.nodePort)
  const drawn = dry.create({
    spec: nodePort([
      { name: 'a', port: 1 },
      { name: 'b', port: 2 },
    ]),
  })
  t.same(
    drawn.object.spec.ports?.map(({ nodePort }) => nodePort),
    [32_769, 32_770],
  )
  const local = { type: 'LoadBalancer', ports, externalTrafficPolicy: 'Local' }
  t.same(errorsOf({ ...local, healthCheckNodePort: 80 }), [
    'Internal error occurred: failed to allocate requested HealthCheck NodePort 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
  ])
  const twice = { ...local, healthCheckNodePort: 30_001, ports: [{ port: 1, nodePort: 30_001 }] }
  t.same(errorsOf(twice), [
    'Internal error occurred: failed to allocate requested HealthCheck NodePort 30001: provided port is already allocated',
  ])
  t.same(errorsOf({ type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports }), [])
})

void t.test('a change keeps node ports by the names of ports', async (t) => {
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
  t.same(
    change([
      { name: 'a', port: 1, nodePort: 30_001 },
      { name: 'b', port: 2, nodePort: 30_001 },
    ]),
    ['duplicate nodePort: {TCP 30001}'],
  )
  t.same(change([{ name: 'a', port: 1, nodePort: 29_999 }]), [
    'spec.ports[0].nodePort: Invalid value: 29999: provided port is not in the valid range. The range of valid ports is 30000-32767',
  ])
})

void t.test('which of two fields for addresses counts', async (t) => {
  const old = shelf.stored({ spec: { ports, clusterIP: '10.96.0.8' } })
  const change = (spec: object) => shelf.update({ spec: { ports, ...spec } }, old)
  t.same(change({ clusterIP: '10.96.0.8' }).object.spec, old.spec)
  t.same(change({ clusterIPs: ['10.96.0.8'] }).object.spec, old.spec)
  t.same(change({ clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.8'] }).errors, [
    'spec.clusterIPs[0]: Invalid value: ["10.96.0.9"]: may not change once set',
  ])
  t.same(errorsOf({ clusterIPs: ['10.96.0.8'] }), [
    'spec.clusterIPs: Invalid value: ["10.96.0.8"]: must be empty when `clusterIP` is not specified',
  ])
})

void t.test('on a server: of what is stored, and of what waits to be', async (t) => {
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
  t.equal((await post('b', port)).code, 201, 'what is given back can be had')
  const made = await server.put(`${path}/f`, { metadata: { name: 'f' }, spec: { ports } })
  t.equal(made.code, 201, 'PUT creates')
})

void t.test('the status of a balancer', async (t) => {
  const old = shelf.stored({ spec: { type: 'LoadBalancer', ports } })
  const at = 'status.loadBalancer.ingress'
  const change = (ingress: object[], of = old) =>
    shelf.update({ spec: of.spec, status: { loadBalancer: { ingress } } }, of, 'status')
  t.match(change([{ ip: '192.0.2.1' }, { hostname: 'a.example' }]), {
    errors: [],
    object: { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1', ipMode: 'VIP' }, {}] } } },
  })
  t.match(
    change([
      { ip: 'x', ipMode: 'Odd' },
      { hostname: '192.0.2.1', ipMode: 'Proxy' },
      { hostname: 'A' },
    ]).errors,
    [
      `${at}[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)`,
      `${at}[0].ipMode: Unsupported value: "Odd": supported values: "Proxy", "VIP"`,
      `${at}[1].ipMode: Forbidden: may not be specified when \`ip\` is not set`,
      `${at}[1].hostname: Invalid value: "192.0.2.1": must be a DNS name, not an IP address`,
      /^status\.loadBalancer\.ingress\[2\]\.hostname: Invalid value: "A": a lowercase RFC 1123 subdomain/,
    ],
  )
  t.same(change([{ hostname: 'a' }], shelf.stored({ spec: { ports } })).errors, [
    `${at}: Forbidden: may only be used when \`spec.type\` is 'LoadBalancer'`,
  ])
  const served = change([{ ip: '192.0.2.1' }]).object
  const inside = shelf.update({ spec: { ports } }, served).object
  t.same(
    inside.status,
    { loadBalancer: {} },
    'what is no balancer any more has no place for traffic',
  )
})

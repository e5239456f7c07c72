import t from 'tap'
import { releaseOf } from '../../../src/apimachinery/release/known-releases.ts'
import { services } from '../../../src/resources/core/service/resource.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(services)
const ports = [{ port: 80 }]

t.test('a service gets an address, and its ports get targets', async (t) => {
  const { spec, status } = shelf.stored({ spec: { ports, selector: { app: 'web' } } })
  t.match(spec, {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    clusterIP: /^10\.1(0[4-9]|1[01])\.\d+\.[1-9]\d*$/,
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
  })
  t.same(spec.clusterIPs, [spec.clusterIP])
  t.equal(spec.ports?.[0]?.nodePort, undefined)
  t.equal(spec.externalTrafficPolicy, undefined)
  t.same(status, { loadBalancer: {} })
  t.match(shelf.stored({ spec: { clusterIP: 'None' } }).spec, { clusterIPs: ['None'] })
  t.match(shelf.stored({ spec: { ports, clusterIPs: ['10.96.0.8'] } }).spec, {
    clusterIP: '10.96.0.8',
  })
})

t.test('NodePort and LoadBalancer get node ports; ExternalName gets no address', async (t) => {
  const two = [
    { name: 'a', port: 80 },
    { name: 'b', port: 81, targetPort: 'web', nodePort: 30_001 },
  ]
  const nodePort = shelf.stored({ spec: { type: 'NodePort', ports: two } }).spec
  const drawn = nodePort.ports?.map(({ nodePort = 0 }) => nodePort) ?? []
  t.ok(drawn[0]! >= 30_000 && drawn[0]! <= 32_767 && drawn[0] !== 30_001)
  t.equal(drawn[1], 30_001)
  t.match(nodePort, { externalTrafficPolicy: 'Cluster', internalTrafficPolicy: 'Cluster' })
  t.match(shelf.stored({ spec: { type: 'LoadBalancer', ports } }).spec, {
    allocateLoadBalancerNodePorts: true,
    ports: [{ nodePort: Number }],
  })
  const external = shelf.stored({
    spec: { type: 'ExternalName', externalName: 'example.com.' },
  }).spec
  t.equal(external.clusterIP, undefined)
})

t.test('all errors of a service are listed', async (t) => {
  t.same(shelf.errorsOfSpec({}), ['spec.ports: Required value'])
  t.same(shelf.errorsOfSpec({ type: 'ExternalName', clusterIPs: ['10.96.0.9'] }), [
    'spec.clusterIPs: Forbidden: may not be set for ExternalName services',
    'spec.externalName: Required value',
  ])
  t.same(shelf.errorsOfSpec({ type: 'NodePort', clusterIP: 'None', ports: [] }), [
    'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
  ])
  t.same(
    shelf
      .errorsOfSpec({
        selector: { '-': 'x' },
        ports: [
          { port: 0 },
          { name: 'a.b', port: 80, protocol: 'ICMP', nodePort: 30_000 },
          { name: 'c', port: 81 },
          { name: 'c', port: 82 },
        ],
      })
      .map((text) => text.replace(/ name part.*/, ' …')),
    [
      'spec.ports[0].name: Required value',
      'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
      'spec.ports[1].name: Invalid value: "a.b": must not contain dots',
      'spec.ports[1].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
      "spec.ports[1].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
      'spec.ports[3].name: Duplicate value: "c"',
      'spec.selector: Invalid value: "-": …',
    ],
  )
  t.same(shelf.errorsOfSpec({ type: 'Odd', ports }), [
    'spec.type: Unsupported value: "Odd": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
  ])
})

t.test('an update keeps allocated values', async (t) => {
  const old = shelf.stored({ spec: { type: 'NodePort', ports } })
  const kept = shelf.update({ spec: { type: 'NodePort', ports: [...ports] } }, old)
  t.same(kept.errors, [])
  t.same(kept.object.spec.clusterIPs, old.spec.clusterIPs)
  t.same(kept.object.spec.ports, old.spec.ports)
  t.same(shelf.update({ spec: { ports, clusterIP: '10.96.0.9' } }, old).errors, [
    'spec.clusterIPs[0]: Invalid value: ["10.96.0.9"]: may not change once set',
  ])
})

t.test("a row shows the service's addresses and ports", async (t) => {
  const row = (spec: object, status: object = {}) =>
    shelf.row({ ...shelf.stored({ spec }), status: { loadBalancer: {}, ...status } })
  t.same(row({ clusterIP: '10.96.0.9', ports, selector: { a: '1', b: '2' } }), {
    Name: 'x',
    Type: 'ClusterIP',
    'Cluster-IP': '10.96.0.9',
    'External-IP': '<none>',
    'Port(s)': '80/TCP',
    Age: '<unknown>',
    Selector: 'a=1,b=2',
  })
  const nodePort = { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] }
  t.match(row(nodePort), { 'Port(s)': '80:30080/TCP', Selector: '<none>' })
  const balanced = { type: 'LoadBalancer', ports }
  t.match(row(balanced), { 'External-IP': '<pending>' })
  const ingress = [{ ip: '192.0.2.1' }, { hostname: 'lb.example.com' }]
  t.match(row(balanced, { loadBalancer: { ingress } }), {
    'External-IP': '192.0.2.1,lb.example.com',
  })
  t.match(row({ type: 'ExternalName', externalName: 'example.com' }), {
    'Cluster-IP': '<none>',
    'External-IP': 'example.com',
    'Port(s)': '<none>',
  })
})

t.test('names of services are DNS labels, which up to 1.35 start with a letter', async (t) => {
  const namesOf = (name: string, version: string) =>
    services.strategy.nameErrors(name, false, shelf.decode({}), releaseOf(version)!)
  t.same(namesOf('web', 'v1.34'), [])
  t.match(namesOf('1web', 'v1.35'), [/^a DNS-1035 label must /])
  t.same(namesOf('1web', 'v1.36'), [])
  t.match(namesOf('A', 'v1.36'), [/^a lowercase RFC 1123 label must /])
})

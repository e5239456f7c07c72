/** What is wrong with services and endpoints, rule by rule, in the words of Kubernetes 1.36. */
import t from 'tap'
import { endpoints } from '../../../src/resources/core/endpoints/resource.ts'
import { services } from '../../../src/resources/core/service/resource.ts'
import { releaseOf } from '../../../src/release/releases.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(services)
const ports = [{ port: 80 }]
const balancer = { type: 'LoadBalancer' }
const ranges = 'spec.LoadBalancerSourceRanges'

const RULES: [spec: object, ...errors: string[]][] = [
  [
    {
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 86_401 } },
    },
    'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400',
  ],
  [
    {
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 86_400 } },
    },
  ],
  [
    { ipFamilies: ['IPv4', 'IPv4', 'X'], ipFamilyPolicy: 'Any' },
    'spec.ipFamilies[1]: Duplicate value: "IPv4"',
    'spec.ipFamilies[2]: Unsupported value: "X": supported values: "IPv4", "IPv6"',
    'spec.ipFamilyPolicy: Unsupported value: "Any": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"',
  ],
  [
    { clusterIP: '10.96.0.8', clusterIPs: ['10.96.0.9'] },
    'spec.clusterIPs: Invalid value: ["10.96.0.9"]: first value must match `clusterIP`',
  ],
  [
    { clusterIP: 'None', clusterIPs: ['None', '10.96.0.9'] },
    'spec.clusterIPs: Invalid value: ["None","10.96.0.9"]: \'None\' must be the first and only value',
  ],
  [
    { clusterIP: '10.96.0.8', clusterIPs: ['10.96.0.8', '10.96.0.9'], ipFamilies: ['IPv6'] },
    'spec.clusterIPs: Invalid value: ["10.96.0.8","10.96.0.9"]: may specify no more than one IP for each IP family',
    'spec.clusterIPs[0]: Invalid value: "10.96.0.8": expected an IPv6 value as indicated by `ipFamilies[0]`',
  ],
  [
    { externalIPs: ['127.0.0.1', '01.2.3.4'] },
    'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    'spec.externalIPs[1]: Invalid value: "01.2.3.4": must not have leading 0s',
  ],
  [
    { trafficDistribution: 'Near' },
    'spec.trafficDistribution: Unsupported value: "Near": supported values: "PreferClose", "PreferSameZone", "PreferSameNode"',
  ],
  [
    { healthCheckNodePort: 30_000 },
    "spec.healthCheckNodePort: Invalid value: 30000: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
  ],
  [
    {
      ...balancer,
      loadBalancerSourceRanges: ['x', '10.0.0.1/8', '010.0.0.0/8', ' 10.0.0.0/8 ', '::/129'],
    },
    `${ranges}[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`,
    `${ranges}[1]: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length`,
    `${ranges}[2]: Invalid value: "010.0.0.0/8": must not have leading 0s in IP or prefix length`,
    `${ranges}[4]: Invalid value: "::/129": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`,
  ],
  [{ ...balancer, loadBalancerSourceRanges: ['2001:db8::/32', '0.0.0.0/0'] }],
  [
    { loadBalancerSourceRanges: ['10.0.0.0/8'] },
    `${ranges}: Forbidden: may only be used when \`type\` is 'LoadBalancer'`,
  ],
]

void t.test('each rule, in its words and its place', async (t) => {
  for (const [spec, ...errors] of RULES) {
    t.strictSame(shelf.create({ spec: { ports, ...spec } }).errors, errors, JSON.stringify(spec))
  }
  t.match(shelf.create({ spec: { ports: [{ port: 1, appProtocol: '-' }] } }).errors, [
    /^spec\.ports\[0\]\.appProtocol: Invalid value: "-": name part/,
  ])
  const names = { type: 'ExternalName', externalName: 'a.example', ipFamilies: ['IPv4'] }
  t.same(shelf.create({ spec: { ...names, ipFamilyPolicy: 'SingleStack' } }).errors, [
    'spec.ipFamilies: Forbidden: may not be set for ExternalName services',
    'spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services',
  ])
})

void t.test('a balancer keeps its class and the port of its health checks', async (t) => {
  const local = { ...balancer, ports, externalTrafficPolicy: 'Local', loadBalancerClass: 'a/b' }
  const old = shelf.stored({ spec: local })
  t.ok(old.spec.healthCheckNodePort)
  t.same(
    shelf.update({ spec: local }, old).object.spec.healthCheckNodePort,
    old.spec.healthCheckNodePort,
  )
  const changed = { ...old.spec, loadBalancerClass: 'a/c', healthCheckNodePort: 1 }
  t.same(shelf.update({ spec: changed }, old).errors, [
    'spec.loadBalancerClass: Invalid value: "a/c": may not change once set',
    'spec.healthCheckNodePort: Forbidden: field is immutable',
  ])
  const cluster = shelf.update({ spec: { ...old.spec, externalTrafficPolicy: 'Cluster' } }, old)
  t.same(cluster.errors, [])
  t.equal(cluster.object.spec.healthCheckNodePort, undefined)
})

void t.test('what is odd, by release', async (t) => {
  const spec = { ports, externalIPs: ['2001:DB8::1'], trafficDistribution: 'PreferClose' }
  const odd =
    'spec.externalIPs[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")'
  const close = 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'
  const warnings = (version: string) => new Shelf(services, releaseOf(version)).warnings({ spec })
  t.same(warnings('v1.34'), [odd])
  t.same(warnings('v1.35'), [odd, close])
  t.same(warnings('v1.36'), [
    odd,
    'spec.externalIPs is deprecated and may no longer be implemented in some clusters',
    close,
  ])
})

void t.test('endpoints: names, protocols, and what an older server took', async (t) => {
  const addresses = [{ ip: 'ff12::1', hostname: 'a.b', nodeName: 'A' }]
  const subsets = [{ addresses, ports: [{ port: 80, appProtocol: '-' }] }]
  const ep = new Shelf(endpoints)
  const { errors, object } = ep.create({ subsets })
  t.match(errors, [
    /^subsets\[0\]\.addresses\[0\]\.hostname: /,
    /^subsets\[0\]\.addresses\[0\]\.nodeName: /,
    /addresses\[0\]\.ip: .*link-local multicast/,
    /^subsets\[0\]\.ports\[0\]\.appProtocol: /,
  ])
  t.same(ep.update({ subsets }, object).errors, [])
  t.match(ep.warnings({ subsets: [{ addresses: [{ ip: 'FD00::1' }] }] }), [
    /^subsets\[0\]\.addresses\[0\]\.ip: IPv6 address/,
  ])
})

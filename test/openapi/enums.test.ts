/** Published enums, compared with the `+enum` types of k8s.io/api v0.36.3. */
import t from 'tap'
import { startServer, type TestServer } from '../fixtures/server.ts'

interface Property {
  readonly enum?: readonly string[]
  readonly items?: Property
}

type Schemas = Record<string, { readonly properties?: Record<string, Property> }>

const PROTOCOLS = 'SCTP|TCP|UDP'
const PULL_POLICIES = 'Always|IfNotPresent|Never'
const TAINT_EFFECTS = 'NoExecute|NoSchedule|PreferNoSchedule'
const SIGNALS =
  'SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|' +
  'SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|' +
  'SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|' +
  'SIGRTMAX-8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|' +
  'SIGRTMIN+14|SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|' +
  'SIGRTMIN+8|SIGRTMIN+9|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|' +
  'SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ'

/** Enums of the document of api/v1, below `io.k8s.api.core.v1`. */
const CORE = {
  'AppArmorProfile.type': 'Localhost|RuntimeDefault|Unconfined',
  'AzureDiskVolumeSource.cachingMode': 'None|ReadOnly|ReadWrite',
  'AzureDiskVolumeSource.kind': 'Dedicated|Managed|Shared',
  'Container.imagePullPolicy': PULL_POLICIES,
  'Container.terminationMessagePolicy': 'FallbackToLogsOnError|File',
  'ContainerPort.protocol': PROTOCOLS,
  'ContainerStatus.stopSignal': SIGNALS,
  'EndpointPort.protocol': PROTOCOLS,
  'EphemeralContainer.imagePullPolicy': PULL_POLICIES,
  'EphemeralContainer.terminationMessagePolicy': 'FallbackToLogsOnError|File',
  'HTTPGetAction.scheme': 'HTTP|HTTPS',
  'HostPathVolumeSource.type':
    '|BlockDevice|CharDevice|Directory|DirectoryOrCreate|File|FileOrCreate|Socket',
  'ImageVolumeSource.pullPolicy': PULL_POLICIES,
  'Lifecycle.stopSignal': SIGNALS,
  'NamespaceStatus.phase': 'Active|Terminating',
  'NodeSelectorRequirement.operator': 'DoesNotExist|Exists|Gt|In|Lt|NotIn',
  'NodeStatus.phase': 'Pending|Running|Terminated',
  'PersistentVolumeClaimSpec.accessModes[]':
    'ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod',
  'PersistentVolumeClaimSpec.volumeMode': 'Block|Filesystem',
  'PodSecurityContext.fsGroupChangePolicy': 'Always|OnRootMismatch',
  'PodSecurityContext.supplementalGroupsPolicy': 'Merge|Strict',
  'PodSpec.dnsPolicy': 'ClusterFirst|ClusterFirstWithHostNet|Default|None',
  'PodSpec.preemptionPolicy': 'Never|PreemptLowerPriority',
  'PodSpec.restartPolicy': 'Always|Never|OnFailure',
  'PodStatus.phase': 'Failed|Pending|Running|Succeeded|Unknown',
  'PodStatus.qosClass': 'BestEffort|Burstable|Guaranteed',
  'PortStatus.protocol': PROTOCOLS,
  'SeccompProfile.type': 'Localhost|RuntimeDefault|Unconfined',
  'SecurityContext.procMount': 'Default|Unmasked',
  'ServicePort.protocol': PROTOCOLS,
  'ServiceSpec.externalTrafficPolicy': 'Cluster|Local',
  'ServiceSpec.internalTrafficPolicy': 'Cluster|Local',
  'ServiceSpec.ipFamilies[]': '|IPv4|IPv6',
  'ServiceSpec.ipFamilyPolicy': 'PreferDualStack|RequireDualStack|SingleStack',
  'ServiceSpec.sessionAffinity': 'ClientIP|None',
  'ServiceSpec.type': 'ClusterIP|ExternalName|LoadBalancer|NodePort',
  'Taint.effect': TAINT_EFFECTS,
  'Toleration.effect': TAINT_EFFECTS,
  'Toleration.operator': 'Equal|Exists|Gt|Lt',
  'TopologySpreadConstraint.nodeAffinityPolicy': 'Honor|Ignore',
  'TopologySpreadConstraint.nodeTaintsPolicy': 'Honor|Ignore',
  'TopologySpreadConstraint.whenUnsatisfiable': 'DoNotSchedule|ScheduleAnyway',
  'VolumeMount.mountPropagation': 'Bidirectional|HostToContainer|None',
}

/** Enums of the document of certificates.k8s.io/v1. */
const CERTIFICATES = {
  'CertificateSigningRequestSpec.usages[]':
    'any|cert sign|client auth|code signing|content commitment|crl sign|data encipherment|' +
    'decipher only|digital signature|email protection|encipher only|ipsec end system|ipsec tunnel|' +
    'ipsec user|key agreement|key encipherment|microsoft sgc|netscape sgc|ocsp signing|s/mime|' +
    'server auth|signing|timestamping',
}

/** Enums of the document of apps/v1. */
const APPS = { 'DeploymentStrategy.type': 'Recreate|RollingUpdate' }

/** Returns the enums of a property and of its items; `[]` marks those of items. */
const enumsOf = (at: string, { enum: values, items }: Property): [string, string][] => [
  ...(values === undefined ? [] : [[at, values.join('|')] satisfies [string, string]]),
  ...(items === undefined ? [] : enumsOf(`${at}[]`, items)),
]

/** Returns all enums of some schemas, by type and property. */
const allEnums = (schemas: Schemas): Record<string, string> =>
  Object.fromEntries(
    Object.entries(schemas).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).flatMap(([field, property]) =>
        enumsOf(`${name.split('.').at(-1)}.${field}`, property),
      ),
    ),
  )

/** Returns the enums that an OpenAPI v3 document has for the types of a group. */
const publishedBy = async (
  server: TestServer,
  key: string,
  group: string,
): Promise<Record<string, string>> => {
  const { schemas } = (await server.get(`/openapi/v3/${key}`)).body.components
  const own = Object.entries<Schemas[string]>(schemas).filter(([name]) => name.startsWith(group))
  return allEnums(Object.fromEntries(own))
}

const coreOf = async (server: TestServer): Promise<Record<string, string>> =>
  publishedBy(server, 'api/v1', 'io.k8s.api.core.v1.')

const lab = await startServer(t, { kubernetesVersion: 'v1.36.3' })

t.test('the documents of four API groups have these enums, and no others', async (t) => {
  t.same(await coreOf(lab), CORE)
  const certificates = 'apis/certificates.k8s.io/v1'
  t.same(await publishedBy(lab, certificates, 'io.k8s.'), CERTIFICATES)
  t.same(await publishedBy(lab, 'apis/apps/v1', 'io.k8s.api.apps.v1.'), APPS)
  t.same(await publishedBy(lab, 'apis/rbac.authorization.k8s.io/v1', 'io.k8s.'), {})
})

t.test('the OpenAPI v2 document has all enums', async (t) => {
  const { definitions } = (await lab.get('/openapi/v2')).body
  t.hasStrict(allEnums(definitions), { ...CORE, ...CERTIFICATES, ...APPS })
})

t.test('since 1.35, tolerations can compare numbers', async (t) => {
  const older = await startServer(t, { kubernetesVersion: 'v1.34.9' })
  t.same(await coreOf(older), { ...CORE, 'Toleration.operator': 'Equal|Exists' })
})

t.test('1.37 adds the enums of its new fields', async (t) => {
  const newer = await startServer(t, { kubernetesVersion: 'v1.37.0' })
  t.same(await coreOf(newer), {
    ...CORE,
    'GRPCAction.mode': 'Plaintext|TLS',
    'HTTPGetAction.protocol': 'HTTP1|HTTP2',
    'VolumeHealthCondition.status': 'DataLoss|Degraded|Inaccessible',
  })
})

t.test('decoding and apply accept values outside an enum', async (t) => {
  const nodeIn = (phase: string) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'odd' },
    status: { phase },
  })
  const created = await lab.post('/api/v1/nodes?fieldValidation=Strict', nodeIn('Odd'))
  t.match(created, { code: 201, body: { status: { phase: 'Odd' } } })
  const query = 'fieldManager=me&force=true&fieldValidation=Strict'
  const applied = await lab.patch(`/api/v1/nodes/odd/status?${query}`, nodeIn('Odder'), {
    contentType: 'application/apply-patch+yaml',
  })
  t.match(applied, { code: 200, body: { status: { phase: 'Odder' } } })
})

/** Valid objects by kind, from which programs start. */
import { CLIENT, JANE, certificatePem } from '../../../test/fixtures/builders.ts'
import { ofPod } from '../../../test/resources/certificates/podcertificaterequest/builders.ts'

export type Fields = Readonly<Record<string, unknown>>

const container = { name: 'c', image: 'busybox:1.36' }
const labels = { app: 'a' }
const TIME = '2030-01-02T03:04:05.000000Z'
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }]
const subjects = [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' }]
const roleRef = (kind: string): Fields => ({
  apiGroup: 'rbac.authorization.k8s.io',
  kind,
  name: 'view',
})

/** `trustBundle`: a CA certificate. */
export const seedsOf = (trustBundle: string): Readonly<Record<string, readonly Fields[]>> => ({
  ConfigMap: [
    { data: { a: '1', b: 'ü\n' }, binaryData: { c: 'YWI=' } },
    { immutable: true, data: { a: '1' } },
  ],
  Secret: [
    { type: 'Opaque', data: { a: 'YQ==' } },
    { stringData: { a: 'b' } },
    { type: 'kubernetes.io/basic-auth', stringData: { username: 'a' } },
  ],
  Endpoints: [
    {
      subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ name: 'http', port: 80 }] }],
    },
  ],
  Service: [
    { spec: { selector: labels, ports: [{ name: 'http', port: 80 }] } },
    { spec: { clusterIP: 'None', ports: [{ port: 53, protocol: 'UDP' }] } },
    { spec: { type: 'ExternalName', externalName: 'example.com' } },
  ],
  ServiceAccount: [{}, { automountServiceAccountToken: false, imagePullSecrets: [{ name: 'a' }] }],
  Namespace: [{}],
  Node: [{ spec: { podCIDR: '10.1.0.0/24', podCIDRs: ['10.1.0.0/24'] } }, {}],
  Pod: [
    { spec: { containers: [container] } },
    {
      spec: {
        containers: [{ ...container, ports: [{ containerPort: 80 }], env: [{ name: 'A' }] }],
        initContainers: [{ ...container, name: 'i' }],
        volumes: [{ name: 'v', emptyDir: {} }],
        nodeName: 'a',
      },
    },
  ],
  Deployment: [
    {
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    },
  ],
  Lease: [
    {
      spec: { holderIdentity: 'me', leaseDurationSeconds: 40, renewTime: TIME, acquireTime: TIME },
    },
  ],
  Role: [{ rules }],
  ClusterRole: [
    { rules },
    { aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] } },
  ],
  RoleBinding: [{ subjects, roleRef: roleRef('ClusterRole') }, { roleRef: roleRef('Role') }],
  ClusterRoleBinding: [{ subjects, roleRef: roleRef('ClusterRole') }],
  CSINode: [{ spec: { drivers: [{ name: 'd', nodeID: 'n', topologyKeys: ['k'] }] } }],
  CertificateSigningRequest: [
    { spec: { request: JANE, signerName: CLIENT, usages: ['client auth'] } },
    {
      spec: {
        request: JANE,
        signerName: 'example.com/a',
        usages: ['client auth', 'digital signature'],
        expirationSeconds: 3600,
      },
    },
  ],
  ClusterTrustBundle: [{ spec: { trustBundle } }],
  PodCertificateRequest: [{ spec: ofPod().spec }],
})

/** Events of both groups are the same objects, with different field names. */
export const eventSeed = (group: string, namespace: string): Fields => {
  const regarding = { kind: 'Pod', namespace, name: 'a' }
  return group === ''
    ? { involvedObject: regarding, reason: 'R', message: 'm', type: 'Normal', count: 1 }
    : {
        regarding,
        reason: 'R',
        note: 'n',
        type: 'Normal',
        eventTime: TIME,
        action: 'A',
        reportingController: 'example.com/c',
        reportingInstance: 'i',
      }
}

/** Statuses, by `SUBRESOURCE KIND`. */
export const STATUSES: Readonly<Record<string, readonly Fields[]>> = {
  'approval CertificateSigningRequest': [
    { conditions: [{ type: 'Approved', status: 'True', reason: 'R', message: 'm' }] },
    { conditions: [{ type: 'Denied', status: 'True', reason: 'R' }] },
  ],
  'status CertificateSigningRequest': [
    { conditions: [{ type: 'Failed', status: 'True', reason: 'R' }] },
    { certificate: Buffer.from(certificatePem(0, 1e12)).toString('base64') },
    { conditions: [{ type: 'Mine', status: 'False' }] },
  ],
  'status Pod': [
    { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    { phase: 'Failed', reason: 'R', message: 'm' },
  ],
  'status Node': [
    { conditions: [{ type: 'Ready', status: 'True' }], capacity: { cpu: '2', memory: '1Gi' } },
  ],
  'status Service': [{ loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } }, { conditions: [] }],
  'status Namespace': [{ phase: 'Active', conditions: [{ type: 'Mine', status: 'True' }] }],
  'status Deployment': [{ replicas: 2, readyReplicas: 1, observedGeneration: 1 }],
  'status PodCertificateRequest': [
    { conditions: [{ type: 'Denied', status: 'True', reason: 'R', message: 'm' }] },
  ],
}

export const POSTED: Readonly<Record<string, readonly Fields[]>> = {
  TokenRequest: [{ spec: { audiences: ['a'], expirationSeconds: 3600 } }, { spec: {} }],
}

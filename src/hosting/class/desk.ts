/**
 * The hosted cluster through which learners join and report. Each learner has a namespace there,
 * and may read its Secrets and write its reports.
 */
import { gunzipSync, gzipSync } from 'node:zlib'
import { base64 } from '../../apimachinery/text/base64.ts'
import { type Requester, call } from '../../apiserver/client/call.ts'
import type { LabBundle, Membership } from './bundle.ts'
import type { Person } from './people.ts'

/** Differs from the names of learners' clusters, which contain `--`. */
export const DESK = 'desk'

/** `address`: such as `https://192.0.2.1:7000`. */
export const deskUrl = (address: string): string => `${address}/clusters/${DESK}`

/** `token`: such as `abcdef.0123456789abcdef`. */
export interface Member extends Person {
  readonly token: string
}

const PREFIX = 'class-'

export const namespaceOf = (learner: string): string => `${PREFIX}${learner}`

const GROUP = 'system:bootstrappers:csrlab-'

export const namespaceIn = (groups: readonly string[]): string | undefined =>
  groups.find((group) => group.startsWith(GROUP))?.slice(GROUP.length)

const LABEL = 'csrlab-class'
export const MEMBERSHIP = 'class'
export const bundleName = (lab: string): string => `lab-${lab}`
export const reportName = (lab: string): string => `report-${lab}`

export const CONTENT = 'content'

const RBAC_GROUP = 'rbac.authorization.k8s.io'
const RBAC = { apiVersion: `${RBAC_GROUP}/v1` }
const CORE = { apiVersion: 'v1' }

const allow = (
  namespace: string,
  name: string,
  user: string,
  rules: readonly object[],
): object[] => [
  { ...RBAC, kind: 'Role', metadata: { namespace, name }, rules },
  {
    ...RBAC,
    kind: 'RoleBinding',
    metadata: { namespace, name },
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name },
    subjects: [{ apiGroup: RBAC_GROUP, kind: 'User', name: user }],
  },
]

const secret = (namespace: string, name: string, content: object): object => ({
  ...CORE,
  kind: 'Secret',
  metadata: { namespace, name },
  // compressed, since the desk's objects are in memory while the cluster is awake
  data: { [CONTENT]: gzipSync(JSON.stringify(content)).toString('base64') },
})

const PUBLIC = 'kube-public'
export const CLUSTER_INFO = 'cluster-info'

/** Returns a kubeconfig without credentials, like the one that kubeadm publishes. */
const clusterInfo = (url: string, caPem: string): string =>
  JSON.stringify({
    ...CORE,
    kind: 'Config',
    clusters: [{ name: '', cluster: { 'certificate-authority-data': base64(caPem), server: url } }],
  })

/** Returns objects that publish the CA in `cluster-info`, which anyone may read, like kubeadm's. */
export const deskObjects = (url: string, caPem: string): object[] => [
  {
    ...CORE,
    kind: 'ConfigMap',
    metadata: { namespace: PUBLIC, name: CLUSTER_INFO },
    data: { kubeconfig: clusterInfo(url, caPem) },
  },
  ...allow(PUBLIC, 'kubeadm:bootstrap-signer-clusterinfo', 'system:anonymous', [
    { apiGroups: [''], resources: ['configmaps'], resourceNames: [CLUSTER_INFO], verbs: ['get'] },
  ]),
]

const tokenObject = (namespace: string, [id, tokenSecret]: readonly string[]): object => {
  const data = {
    'token-id': id!,
    'token-secret': tokenSecret!,
    'usage-bootstrap-authentication': 'true',
    'auth-extra-groups': `${GROUP}${namespace}`,
  }
  return {
    ...CORE,
    kind: 'Secret',
    metadata: { namespace: 'kube-system', name: `bootstrap-token-${id}` },
    type: 'bootstrap.kubernetes.io/token',
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)])),
  }
}

/** Returns a learner's objects, which are applied again when the token or the labs change. */
export const memberObjects = (
  { id, name, token }: Member,
  { className, labs }: { readonly className: string; readonly labs: readonly string[] },
): object[] => {
  const namespace = namespaceOf(id)
  const [tokenId = '', tokenSecret = ''] = token.split('.')
  const membership: Membership = { class: className, learner: name, labs }
  return [
    { ...CORE, kind: 'Namespace', metadata: { name: namespace, labels: { [LABEL]: 'learner' } } },
    tokenObject(namespace, [tokenId, tokenSecret]),
    secret(namespace, MEMBERSHIP, membership),
    ...allow(namespace, 'learner', `system:bootstrap:${tokenId}`, [
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: [MEMBERSHIP, ...labs.map(bundleName)],
        verbs: ['get'],
      },
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: labs.map(reportName),
        verbs: ['get', 'update', 'patch'],
      },
    ]),
  ]
}

export const bundleObjects = (learner: string, bundle: LabBundle): object[] => {
  const namespace = namespaceOf(learner)
  return [
    secret(namespace, bundleName(bundle.name), bundle),
    {
      ...CORE,
      kind: 'ConfigMap',
      metadata: { namespace, name: reportName(bundle.name) },
      data: { met: '' },
    },
  ]
}

/** Returns '' for an empty or damaged Secret. Rejects with NoAnswer and RequestRefused. */
export const readContent = async (
  requester: Requester,
  namespace: string,
  name: string,
): Promise<string> => {
  const { data } = await call<{ readonly data?: Readonly<Record<string, string>> }>(
    requester,
    'GET',
    `/api/v1/namespaces/${namespace}/secrets/${name}`,
  )
  const content = data?.[CONTENT]
  try {
    return content === undefined ? '' : gunzipSync(Buffer.from(content, 'base64')).toString()
  } catch {
    return ''
  }
}

interface ConfigMapItems {
  readonly items: readonly {
    readonly metadata: { readonly namespace: string; readonly name: string }
    readonly data?: unknown
  }[]
}

/**
 * Reads all reports in one request, which is safe because the desk's quota limits their number.
 * Finds them by name, because a learner may replace a report, and thereby remove its labels.
 */
export const readReports = async (requester: Requester) => {
  const { items } = await call<ConfigMapItems>(requester, 'GET', '/api/v1/configmaps')
  return items
    .filter(
      ({ metadata: { namespace, name } }) =>
        namespace.startsWith(PREFIX) && name.startsWith(reportName('')),
    )
    .map(({ metadata: { namespace, name }, data }) => ({
      learner: namespace.slice(PREFIX.length),
      lab: name.slice(reportName('').length),
      data,
    }))
}

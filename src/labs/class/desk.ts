/**
 * The cluster at which the learners of a class join it, and report. Each has a namespace there, and may do nothing but read what the class
 * has put into it for them, and write their reports.
 */
import type { Asker } from '../../manage/objects/call.ts'
import { call } from '../../manage/objects/call.ts'
import type { LabBundle, Membership } from './bundle.ts'
import type { Person } from './people.ts'

const PREFIX = 'class-'

/** No namespace that every cluster has begins so. */
export const namespaceOf = (learner: string): string => `${PREFIX}${learner}`

const GROUP = 'system:bootstrappers:csrlab-'

/** The namespace of whoever logs in with a token of a class; undefined: it is none. */
export const namespaceIn = (groups: readonly string[]): string | undefined =>
  groups.find((group) => group.startsWith(GROUP))?.slice(GROUP.length)

const LABEL = 'csrlab-class'
export const MEMBERSHIP = 'class'
export const bundleName = (lab: string): string => `lab-${lab}`
export const reportName = (lab: string): string => `report-${lab}`

/** What is in a Secret, under this key. */
export const CONTENT = 'content'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const core = (namespace: string, resource: string): string =>
  `/api/v1/namespaces/${namespace}/${resource}`
const rbac = (namespace: string, resource: string): string =>
  `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/${resource}`

const RBAC_GROUP = 'rbac.authorization.k8s.io'

const allow = async (
  asker: Asker,
  namespace: string,
  name: string,
  user: string,
  rules: readonly object[],
): Promise<void> => {
  await call(asker, 'POST', rbac(namespace, 'roles'), { metadata: { name }, rules })
  await call(asker, 'POST', rbac(namespace, 'rolebindings'), {
    metadata: { name },
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name },
    subjects: [{ apiGroup: RBAC_GROUP, kind: 'User', name: user }],
  })
}

const PUBLIC = 'kube-public'
export const CLUSTER_INFO = 'cluster-info'

/** What a kubeconfig of `cluster-info` is: where the cluster is, and nobody's credentials (Kubernetes, bootstrap tokens). */
const clusterInfo = (url: string, caPem: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: '', cluster: { 'certificate-authority-data': base64(caPem), server: url } }],
  })

/** Anybody may read who the CA is, as in a cluster that kubeadm has made. */
export const openDesk = async (
  asker: Asker,
  { url, caPem }: { readonly url: string; readonly caPem: string },
): Promise<void> => {
  await call(asker, 'POST', core(PUBLIC, 'configmaps'), {
    metadata: { name: CLUSTER_INFO },
    data: { kubeconfig: clusterInfo(url, caPem) },
  })
  await allow(asker, PUBLIC, 'kubeadm:bootstrap-signer-clusterinfo', 'system:anonymous', [
    { apiGroups: [''], resources: ['configmaps'], resourceNames: [CLUSTER_INFO], verbs: ['get'] },
  ])
}

/** `token`: as a bootstrap token is written, `abcdef.0123456789abcdef`. */
export const enrol = async (
  asker: Asker,
  { id, name }: Person,
  token: string,
  { className, labs }: { readonly className: string; readonly labs: readonly string[] },
): Promise<void> => {
  const namespace = namespaceOf(id)
  const [tokenId = '', secret = ''] = token.split('.')
  await call(asker, 'POST', '/api/v1/namespaces', {
    metadata: { name: namespace, labels: { [LABEL]: 'learner' } },
  })
  await call(asker, 'POST', core('kube-system', 'secrets'), {
    metadata: { name: `bootstrap-token-${tokenId}` },
    type: 'bootstrap.kubernetes.io/token',
    stringData: {
      'token-id': tokenId,
      'token-secret': secret,
      'usage-bootstrap-authentication': 'true',
      'auth-extra-groups': `${GROUP}${namespace}`,
    },
  })
  const membership: Membership = { class: className, learner: name, labs }
  await putSecret(asker, namespace, MEMBERSHIP, membership)
  for (const lab of labs)
    await call(asker, 'POST', core(namespace, 'configmaps'), {
      metadata: { name: reportName(lab), labels: { [LABEL]: 'report' } },
      data: { met: '' },
    })
  await allow(asker, namespace, 'learner', `system:bootstrap:${tokenId}`, [
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
  ])
}

const putSecret = async (
  asker: Asker,
  namespace: string,
  name: string,
  content: object,
): Promise<void> => {
  await call(asker, 'POST', core(namespace, 'secrets'), {
    metadata: { name },
    data: { [CONTENT]: base64(JSON.stringify(content)) },
  })
}

export const giveBundle = (asker: Asker, learner: string, bundle: LabBundle): Promise<void> =>
  putSecret(asker, namespaceOf(learner), bundleName(bundle.name), bundle)

export interface ReportObject {
  readonly learner: string
  readonly lab: string
  readonly resourceVersion: string
  readonly data: unknown
}

interface Listed {
  readonly metadata: { readonly continue?: string }
  readonly items: readonly {
    readonly metadata: {
      readonly namespace: string
      readonly name: string
      readonly resourceVersion: string
    }
    readonly data?: unknown
  }[]
}

/** A report may be as large as an object may be. */
const AT_A_TIME = 10

/** All reports, a few at a time. */
export async function* readReports(asker: Asker): AsyncGenerator<ReportObject> {
  const query = `labelSelector=${encodeURIComponent(`${LABEL}=report`)}&limit=${AT_A_TIME}`
  let more = ''
  do {
    const { metadata, items } = await call<Listed>(
      asker,
      'GET',
      `/api/v1/configmaps?${query}${more && `&continue=${encodeURIComponent(more)}`}`,
    )
    for (const { metadata: where, data } of items)
      yield {
        learner: where.namespace.slice(PREFIX.length),
        lab: where.name.slice(reportName('').length),
        resourceVersion: where.resourceVersion,
        data,
      }
    more = metadata.continue ?? ''
  } while (more !== '')
}

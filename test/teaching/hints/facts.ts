/** Makes facts for hints without a server, from real CSRs and the real authorizer. */
import type { CertificateSigningRequest } from '../../../src/apis/certificates.ts'
import type { KubeObject } from '../../../src/apimachinery/meta.ts'
import { forbiddenResource, type StatusError } from '../../../src/apimachinery/status.ts'
import { SYSTEM_MASTERS, type UserInfo } from '../../../src/apimachinery/user.ts'
import { requestProblem } from '../../../src/ca/request.ts'
import { BUILT_IN_SIGNERS } from '../../../src/ca/signers.ts'
import { releaseOf } from '../../../src/apimachinery/release/known-releases.ts'
import { privilegedAuthorizer } from '../../../src/apiserver/authz/privileged.ts'
import { rbacAuthorizer } from '../../../src/apiserver/authz/rbac.ts'
import { RbacIndex } from '../../../src/apiserver/authz/rbac-index.ts'
import { unionAuthorizer } from '../../../src/apiserver/authz/union.ts'
import type { HintCluster } from '../../../src/teaching/hints/cluster.ts'
import type { ClusterRoleBinding, RoleBinding } from '../../../src/apis/rbac.ts'
import type {
  BindFacts,
  ChangeFacts,
  CreateFacts,
  DeleteFacts,
  ReadFacts,
  RefusedFacts,
} from '../../../src/teaching/hints/facts.ts'
import { requestIn } from '../../../src/teaching/hints/key-of.ts'
import type { Tombstone } from '../../../src/teaching/hints/bounded-map.ts'
import {
  clusterRole,
  clusterRoleBinding,
  person,
  rule,
  user,
} from '../../apiserver/authz/builders.ts'
import { NOW } from '../../ca/builders.ts'
import {
  base64,
  certificatePem,
  requestOf,
  storedCondition,
  storedCsr,
} from '../../fixtures/builders.ts'

export { NOW } from '../../ca/builders.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const ADMIN = person('admin', SYSTEM_MASTERS)
export const JOHN = person('john', 'devs')

interface ClusterParts {
  /** roles and bindings */
  readonly rbac?: readonly KubeObject[]
  readonly requests?: readonly CertificateSigningRequest[]
  readonly graves?: Readonly<Record<string, Tombstone>>
  /** by requested group: the name of a CSR that requests it */
  readonly groups?: Readonly<Record<string, string>>
  readonly signers?: readonly string[]
  readonly maximumSeconds?: number
  readonly now?: number
}

export const clusterOf = ({
  rbac = [],
  requests = [],
  graves = {},
  groups = {},
  signers = BUILT_IN_SIGNERS,
  maximumSeconds = 31_536_000,
  now = NOW,
}: ClusterParts = {}): HintCluster => {
  const index = new RbacIndex()
  for (const object of rbac) index.set(object)
  return {
    now: () => now,
    request: (name) => requests.find(({ metadata }) => metadata.name === name),
    requestNames: () => requests.map(({ metadata }) => metadata.name ?? ''),
    requestFor: (group) => groups[group],
    tombstone: (name) => graves[name],
    release: releaseOf('v1.36')!,
    signers: new Set(signers),
    maximumSeconds,
    authorizer: unionAuthorizer([privilegedAuthorizer, rbacAuthorizer(index)]),
    rbac: index,
  }
}

type Spec = Partial<CertificateSigningRequest['spec']>

/**
 * A stored CSR for CN=jane, by default for the client signer. `condition`: type of a condition set
 * at {@link NOW}; '' for none. `certificate`: base64; '' for none.
 */
export const csrOf = (
  name: string,
  spec: Spec = {},
  condition = '',
  certificate = '',
): CertificateSigningRequest =>
  storedCsr(
    {
      ...(condition === '' ? {} : { conditions: [storedCondition(condition, at(NOW))] }),
      ...(certificate === '' ? {} : { certificate }),
    },
    spec,
    { name, creationTimestamp: at(NOW) },
  )

export const at = (ms: number): string => new Date(ms).toISOString().replace('.000', '')

export const certificateUntil = (ms: number): string => base64(certificatePem(NOW - DAY, ms))

interface Common {
  readonly cluster?: HintCluster
  readonly user?: UserInfo
}

/** The tombstone of a CSR that ann deleted. */
export const grave: Tombstone = {
  uid: 'u',
  at: NOW,
  by: 'ann',
  cleaned: undefined,
  certificateEnds: undefined,
}

/** John, and a cluster in which he has these permissions (`verb group/resource`). */
export const asJohn = (rules: readonly string[], { rbac = [], ...parts }: ClusterParts = {}) => {
  const may = [
    clusterRole('some', rules.map(rule)),
    clusterRoleBinding('some', 'some', user('john')),
  ]
  return { user: JOHN, cluster: clusterOf({ ...parts, rbac: [...rbac, ...may] }) }
}

export const creating = (
  name: string,
  spec: Spec = {},
  {
    cluster = clusterOf(),
    user = ADMIN,
    ...more
  }: Common & Partial<Pick<CreateFacts, 'existing' | 'canReplace'>> = {},
): CreateFacts => {
  const csr = csrOf(name, spec)
  const isReadable = requestProblem(csr.spec.request ?? '') === undefined
  return {
    cluster,
    user,
    name,
    canReplace: true,
    csr,
    request: isReadable ? requestIn(csr) : undefined,
    existing: undefined,
    ...more,
  }
}

export const changing = (
  stored: CertificateSigningRequest,
  sent: CertificateSigningRequest,
  { cluster = clusterOf(), user = ADMIN }: Common = {},
): ChangeFacts => ({
  cluster,
  user,
  name: stored.metadata.name ?? '',
  sent,
  stored,
})

export const approving = (
  stored: CertificateSigningRequest,
  common: Common = {},
  decision = 'Approved',
): ChangeFacts =>
  changing(
    stored,
    {
      ...stored,
      status: {
        ...stored.status,
        conditions: [...(stored.status.conditions ?? []), storedCondition(decision, at(NOW))],
      },
    },
    common,
  )

export const deleting = (
  stored: CertificateSigningRequest,
  certificateEnds: number | undefined,
  { cluster = clusterOf(), user = ADMIN }: Common = {},
): DeleteFacts => ({ cluster, user, name: stored.metadata.name ?? '', stored, certificateEnds })

export const binding = (
  { metadata, roleRef, subjects = [] }: RoleBinding | ClusterRoleBinding,
  { cluster = clusterOf(), user = ADMIN }: Common = {},
): BindFacts => ({
  cluster,
  user,
  binding: {
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    roleRef,
    subjects,
  },
})

export const reading = (
  csr: CertificateSigningRequest,
  command = 'kubectl get',
  { cluster = clusterOf(), table = false }: Common & { table?: boolean } = {},
): ReadFacts => ({ cluster, csr, command, table })

export type Refusal = Partial<Omit<RefusedFacts, 'error'>> & { readonly error?: StatusError }

/**
 * Facts about a rejected request: `verb group/resource[/subresource]` or `verb /path`. By default,
 * john sent it and got a 403.
 */
export const refused = (words: string, more: Refusal = {}): RefusedFacts => {
  const [verb = '', what = ''] = words.split(' ')
  const resourceRequest = !what.startsWith('/')
  const [group = '', resource = '', subresource = ''] = resourceRequest ? what.split('/') : []
  const apiGroup = group === 'core' ? '' : group
  const user = more.user ?? JOHN
  return {
    cluster: clusterOf(),
    asker: user,
    user,
    error: forbiddenResource({ group: apiGroup, resource }, more.name ?? '', 'no'),
    verb,
    path: resourceRequest ? '' : what,
    resourceRequest,
    apiGroup,
    apiVersion: 'v1',
    resource,
    subresource,
    namespace: '',
    name: '',
    body: Buffer.alloc(0),
    command: '',
    ...more,
  }
}

export const subject = (commonName: string, ...organizations: string[]) => ({
  request: requestOf({ commonName, organizations }),
})

/** Facts about a new CSR; both durations are in seconds. */
export const asking = (expirationSeconds: number, maximumSeconds = 86_400, signerName?: string) =>
  creating(
    'jane',
    { expirationSeconds, ...(signerName === undefined ? {} : { signerName }) },
    { cluster: clusterOf({ maximumSeconds }) },
  )

import type { PolicyRule } from '../../apis/rbac.ts'
import { type Attributes, NO_ATTRIBUTES } from '../../apiserver/authz/authorizer.ts'
import { combinedResource, ruleAllows } from '../../apiserver/authz/rule-match.ts'
import { ruleText } from '../../apiserver/authz/rule-text.ts'
import { grantCommand } from '../hints/grant.ts'
import { call } from '../../apiserver/client/call.ts'
import type { AsUser } from './parts.ts'

interface AccessSubject {
  readonly user: string
  readonly groups: readonly string[]
}

export interface Cell {
  readonly verb: string
  readonly allowed: boolean
  /** the server's reason, which names binding and role if RBAC allows; '' if there is none */
  readonly reason: string
  /** the rule of that role that allows the verb; undefined if the role cannot be read */
  readonly rule?: string
  /** a command that grants the verb, if it is not allowed */
  readonly command?: string
}

export interface AccessRow {
  readonly group: string
  readonly resource: string
  /** cluster-scoped */
  readonly isOfCluster: boolean
  readonly cells: readonly Cell[]
}

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']
const RBAC = 'rbac.authorization.k8s.io'
const CERTIFICATES = 'certificates.k8s.io'

const RESOURCES: readonly (readonly [
  group: string,
  resource: string,
  isOfCluster: boolean,
  verbs?: readonly string[],
])[] = [
  [CERTIFICATES, 'certificatesigningrequests', true],
  [CERTIFICATES, 'certificatesigningrequests/approval', true, ['update', 'patch']],
  [CERTIFICATES, 'signers', true, ['approve', 'sign']],
  ['', 'pods', false],
  ['', 'pods/log', false, ['get']],
  ['', 'services', false],
  ['', 'configmaps', false],
  ['', 'secrets', false],
  ['apps', 'deployments', false],
  ['', 'namespaces', true],
  ['', 'nodes', true],
  [RBAC, 'roles', false],
  [RBAC, 'rolebindings', false],
  [RBAC, 'clusterroles', true],
  [RBAC, 'clusterrolebindings', true],
]

const REVIEWS = '/apis/authorization.k8s.io/v1'

/** becomes a review's `resourceAttributes`, where `apiGroup` is called `group` */
type AccessQuestion = Pick<
  Attributes,
  'apiGroup' | 'resource' | 'subresource' | 'namespace' | 'verb'
>

/** The reason that `plugin/pkg/auth/authorizer/rbac` gives. */
const ROLE =
  /^RBAC: allowed by (?:Cluster)?RoleBinding "[^"/]*(?:\/([^"]*))?" of (Role|ClusterRole) "([^"]+)"/

/** Returns a function that finds the rule behind a decision. It reads each role once. */
const ruleFinder = (
  requester: AsUser,
): ((reason: string, question: AccessQuestion) => Promise<string | undefined>) => {
  const known = new Map<string, readonly PolicyRule[]>()
  const rulesFor = async (reason: string): Promise<readonly PolicyRule[]> => {
    const [, home = '', kind, name = ''] = ROLE.exec(reason) ?? []
    if (kind === undefined) return []
    const namespace = kind === 'Role' ? `namespaces/${home}/` : ''
    const path = `/apis/${RBAC}/v1/${namespace}${kind.toLowerCase()}s/${encodeURIComponent(name)}`
    let rules = known.get(path)
    if (rules === undefined) {
      const { code, body } = await requester.inject('GET', path)
      rules = code < 300 ? ((body['rules'] ?? []) as PolicyRule[]) : []
      known.set(path, rules)
    }
    return rules
  }
  return async (reason, asked) => {
    const question: Attributes = {
      ...NO_ATTRIBUTES,
      user: { name: '', groups: [], extra: {} },
      resourceRequest: true,
      ...asked,
    }
    const rules = await rulesFor(reason)
    const rule = rules.find((one) => ruleAllows(one, question, combinedResource(question)))
    return rule && ruleText(rule)
  }
}

const grant = ({ user, groups: [group = ''] }: AccessSubject, question: AccessQuestion) =>
  grantCommand(user === '' ? { kind: 'Group', name: group } : { kind: 'User', name: user }, {
    ...question,
    path: '',
  })

/** `subject`: undefined for the requester. Rejects with RequestRefused. */
export const accessTable = async (
  requester: AsUser,
  subject: AccessSubject | undefined,
  self: AccessSubject,
  namespace: string,
): Promise<AccessRow[]> => {
  const ruleFor = ruleFinder(requester)
  const review = subject === undefined ? 'selfsubjectaccessreviews' : 'subjectaccessreviews'
  const cell = async (question: AccessQuestion): Promise<Cell> => {
    const { apiGroup: group, ...asked } = question
    const { status } = await call<{ status: { allowed: boolean; reason?: string } }>(
      requester,
      'POST',
      `${REVIEWS}/${review}`,
      { spec: { ...subject, resourceAttributes: { group, ...asked } } },
    )
    const { allowed, reason = '' } = status
    const { verb } = question
    if (!allowed) return { verb, allowed, reason, command: grant(subject ?? self, question) }
    const rule = await ruleFor(reason, question)
    return { verb, allowed, reason, ...(rule !== undefined && { rule }) }
  }
  const rows: AccessRow[] = []
  for (const [apiGroup, combined, isOfCluster, verbs = VERBS] of RESOURCES) {
    const [resource = '', subresource = ''] = combined.split('/')
    const where = isOfCluster ? '' : namespace
    const cells: Cell[] = []
    for (const verb of verbs)
      cells.push(await cell({ apiGroup, resource, subresource, namespace: where, verb }))
    rows.push({ group: apiGroup, resource: combined, isOfCluster, cells })
  }
  return rows
}

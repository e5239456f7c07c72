/** The modes of constrained impersonation (KEP-5284), in the order in which they are tried: `k8s.io/apiserver/pkg/endpoints/filters/impersonation/mode.go` of 1.36. */
import type { UserInfo } from '../../../api/user.ts'
import type { WantedUser } from '../../../authn/impersonation-headers.ts'
import { serviceAccountOf } from '../../../authn/service-account.ts'
import type { Attributes } from '../../../authz/authorizer.ts'
import { NODE_USER_PREFIX } from '../../../authz/node-identity.ts'
import { nodeNameOf } from './names.ts'

export interface Mode {
  readonly name: string
  /** whether this mode is for them at all */
  applies(wanted: WantedUser, requestor: UserInfo): boolean
  /** asks and remembers for all nodes of an account at once */
  readonly everyNode?: true
}

const onlyName = ({ uid, groups, extra }: WantedUser): boolean =>
  uid === '' && groups.length === 0 && Object.keys(extra).length === 0

/** The node of the pod that a service account's token is bound to. */
const nodeOfAccount = ({ name, extra }: UserInfo): string | undefined => {
  const [node, ...more] = extra['authentication.kubernetes.io/node-name'] ?? []
  return more.length === 0 && serviceAccountOf(name) !== undefined ? node : undefined
}

export const MODES: readonly Mode[] = [
  {
    name: 'associated-node',
    everyNode: true,
    applies: (wanted, requestor) => {
      const node = nodeNameOf(wanted.name)
      return node !== undefined && onlyName(wanted) && nodeOfAccount(requestor) === node
    },
  },
  {
    name: 'arbitrary-node',
    applies: (wanted) => onlyName(wanted) && nodeNameOf(wanted.name) !== undefined,
  },
  {
    name: 'serviceaccount',
    applies: (wanted) => onlyName(wanted) && serviceAccountOf(wanted.name) !== undefined,
  },
  {
    name: 'user-info',
    applies: ({ name }) => nodeNameOf(name) === undefined && serviceAccountOf(name) === undefined,
  },
]

/** Of a requestor's extra only the keys: its values name the pod, and the answer is to be the same for all pods of an account. */
export const withoutNode = (attributes: Attributes): Attributes => ({
  ...attributes,
  user: {
    ...attributes.user,
    extra: {
      'authentication.kubernetes.io/associated-node-keys': Object.keys(
        attributes.user.extra,
      ).sort(),
    },
  },
})

/** Stands for every node where what is remembered is for all of them. */
export const EVERY_NODE: WantedUser = {
  name: `${NODE_USER_PREFIX}*`,
  uid: '',
  groups: [],
  extra: {},
}

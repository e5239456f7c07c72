/**
 * Modes of constrained impersonation (KEP-5284), in the order of
 * `k8s.io/apiserver/pkg/endpoints/filters/impersonation/mode.go` of 1.36.
 */
import { dns1123SubdomainErrors } from '../../../../apimachinery/names.ts'
import type { UserInfo } from '../../../../apimachinery/user.ts'
import { onlyName, type RequestedUser } from './headers.ts'
import { serviceAccountOf } from '../../../authn/service-account.ts'
import { NODE_USER_PREFIX } from '../../../authz/node-identity.ts'

export interface Mode {
  /** undefined for legacy impersonation, which checks the verb `impersonate` for everything */
  readonly name?: string
  readonly applies: (wanted: RequestedUser, requestor: UserInfo) => boolean
  /** check the uid after groups and extra, as before 1.36 */
  readonly uidLast?: true
}

/** Returns the valid node name in a user name; undefined if there is none. Ignores groups. */
export const nodeNameOf = (user: string): string | undefined => {
  if (!user.startsWith(NODE_USER_PREFIX)) return undefined
  const name = user.slice(NODE_USER_PREFIX.length)
  return dns1123SubdomainErrors(name).length === 0 ? name : undefined
}

const nodeOfAccount = ({ name, extra }: UserInfo): string | undefined => {
  const [node, ...more] = extra['authentication.kubernetes.io/node-name'] ?? []
  return more.length === 0 && serviceAccountOf(name) !== undefined ? node : undefined
}

export const MODES: readonly Mode[] = [
  {
    name: 'associated-node',
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
  { applies: () => true },
]

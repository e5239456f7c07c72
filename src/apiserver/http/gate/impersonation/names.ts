import { dns1123SubdomainErrors } from '../../../../apimachinery/names.ts'
import { NODE_USER_PREFIX } from '../../../authz/node-identity.ts'

/** Returns the valid node name in a user name; undefined if there is none. Ignores groups. */
export const nodeNameOf = (user: string): string | undefined => {
  if (!user.startsWith(NODE_USER_PREFIX)) return undefined
  const name = user.slice(NODE_USER_PREFIX.length)
  return dns1123SubdomainErrors(name).length === 0 ? name : undefined
}

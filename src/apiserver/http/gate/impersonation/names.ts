import { dns1123SubdomainErrors } from '../../../../apimachinery/names.ts'
import { NODE_USER_PREFIX } from '../../../authz/node-identity.ts'

/** The node that a user of this name would be; undefined for names that no node has. Groups do not count, as they do for who asks. */
export const nodeNameOf = (user: string): string | undefined => {
  if (!user.startsWith(NODE_USER_PREFIX)) return undefined
  const name = user.slice(NODE_USER_PREFIX.length)
  return dns1123SubdomainErrors(name).length === 0 ? name : undefined
}

import type { ClusterView } from '../cluster.ts'
import type { DeleteFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { requestIn } from '../key-of.ts'
import { mayListAllBindings } from '../may-read.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'
import { moment } from '../time.ts'

/** Deletes the bindings that are for this user alone. */
const unbind = ({ rbac }: ClusterView, user: string): string[] => {
  const commands: string[] = []
  for (const { name, namespace, subjects } of rbac.bindings()) {
    if (subjects.length === 0 || subjects.some((of) => of.kind !== 'User' || of.name !== user))
      continue
    commands.push(
      namespace === ''
        ? `kubectl delete clusterrolebinding ${shellWord(name)}`
        : `kubectl delete rolebinding ${shellWord(name)} -n ${shellWord(namespace)}`,
    )
  }
  return commands
}

/** What a user may do by bindings that are for others too, or by none. */
const sharedWith = (
  { rbac }: ClusterView,
  user: string,
  organizations: readonly string[],
): string => {
  const groups = organizations.filter((name) => rbac.isSubject('Group', name))
  if (groups.length > 0) {
    return `The roles come with ${groups.length === 1 ? `the group ${groups[0]}` : `the groups ${groups.join(' and ')}`}: to shut ${user} out, take them away from the whole group.`
  }
  if (rbac.isSubject('User', user))
    return `No binding is for ${user} alone: to shut the user out, take ${user} out of the subjects of those that there are.`
  return `No binding is for ${user}, so it opens nothing but what every user may.`
}

export const stillValid: Hint<DeleteFacts> = {
  id: 'still-valid',
  page: PAGES.x509,
  says: ({ cluster, user: asker, name, stored, certificateEnds }) => {
    if (certificateEnds === undefined || certificateEnds <= cluster.now()) return undefined
    const { commonName: user = '', organizations = [] } = requestIn(stored)?.subject ?? {}
    const said = {
      text: `the certificate that was issued for ${name} goes on working until ${moment(certificateEnds)}: deleting a request revokes nothing.`,
      why: 'Kubernetes has no revocation (csrlab has an exercise on it in docs/walkthroughs.md).',
    }
    if (user === '') return said
    if (!mayListAllBindings(cluster, asker)) {
      return {
        ...said,
        mend: `To shut ${user} out, let somebody who may read the bindings take the roles away.`,
      }
    }
    const commands = unbind(cluster, user)
    return commands.length === 0
      ? { ...said, mend: sharedWith(cluster, user, organizations) }
      : {
          ...said,
          mend: `To shut ${user} out, take the roles away.`,
          command: commands.join(' && '),
        }
  },
}

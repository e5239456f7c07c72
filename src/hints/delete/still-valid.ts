import type { ClusterView } from '../cluster.ts'
import type { DeleteFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { requestIn } from '../key-of.ts'
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

export const stillValid: Hint<DeleteFacts> = {
  id: 'still-valid',
  page: PAGES.x509,
  says: ({ cluster, name, stored, certificateEnds }) => {
    if (certificateEnds === undefined || certificateEnds <= cluster.now()) return undefined
    const user = requestIn(stored)?.subject.commonName ?? ''
    const what =
      `the certificate that was issued for ${name} goes on working until ${moment(certificateEnds)}: deleting a request revokes ` +
      'nothing, and Kubernetes has no revocation (csrlab has an exercise on it in docs/walkthroughs.md).'
    if (user === '') return { text: what }
    const commands = unbind(cluster, user)
    return commands.length === 0
      ? {
          text: `${what} No binding is for ${user} alone; to shut the user out, take away those of the groups.`,
        }
      : {
          text: `${what} To shut ${user} out, take the roles away.`,
          command: commands.join(' && '),
        }
  },
}

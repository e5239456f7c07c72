import type { HintCluster } from '../cluster.ts'
import type { DeleteHint } from '../facts.ts'
import { bindingCommand } from '../grant.ts'
import { requestIn } from '../key-of.ts'
import { mayListAllBindings } from '../may-read.ts'
import { utcTime } from '../time.ts'

/** Returns commands that delete the bindings whose only subject is this user. */
const unbind = ({ rbac }: HintCluster, user: string): string[] =>
  [...rbac.bindings()]
    .filter(
      ({ subjects }) =>
        subjects.length > 0 && subjects.every((of) => of.kind === 'User' && of.name === user),
    )
    .map((binding) => bindingCommand('delete', binding))

export const stillValid: DeleteHint = {
  id: 'still-valid',
  page: 'x509',
  says: ({ cluster, user: asker, name, stored, certificateEnds }) => {
    if (certificateEnds === undefined || certificateEnds <= cluster.now()) return undefined
    const user = requestIn(stored)?.subject.commonName ?? ''
    const said = {
      text: `the certificate issued for ${name} stays valid until ${utcTime(certificateEnds)}: deleting a request revokes nothing.`,
      why: 'Kubernetes has no revocation (csrlab has an exercise on it in docs/walkthroughs.md).',
    }
    if (user === '') return said
    const commands = mayListAllBindings(cluster, asker) ? unbind(cluster, user) : []
    return {
      ...said,
      mend: `To lock ${user} out, remove the role bindings of the user and its groups.`,
      ...(commands.length > 0 && { command: commands.join(' && ') }),
    }
  },
}

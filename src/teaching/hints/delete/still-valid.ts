import {
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
} from '../../../apis/certificates.ts'
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

/** Certificates that no role binding concerns, with the way to end the trust in each. */
const OTHER_ENDS: Readonly<Record<string, string>> = {
  [KUBELET_SERVING_SIGNER]:
    'Clients of that kubelet accept it until then; if the key has leaked, only a new CA ends that.',
  [KUBE_APISERVER_CLIENT_KUBELET_SIGNER]:
    'The API server accepts it as that node until then; if the key has leaked, only a new CA ends that.',
}

const OTHER_SIGNER =
  'Programs that trust the CA of that signer accept it until then; revoke it at that CA.'

export const stillValid: DeleteHint = {
  id: 'still-valid',
  page: 'x509',
  says: ({ cluster, user: asker, name, stored, certificateEnds }) => {
    if (certificateEnds === undefined || certificateEnds <= cluster.now()) return undefined
    const said = {
      text: `the certificate issued for ${name} stays valid until ${utcTime(certificateEnds)}: deleting a request revokes nothing.`,
      why: 'Kubernetes has no revocation (csrlab has an exercise on it in docs/walkthroughs.md).',
    }
    const { signerName } = stored.spec
    if (signerName !== KUBE_APISERVER_CLIENT_SIGNER)
      return { ...said, mend: OTHER_ENDS[signerName] ?? OTHER_SIGNER }
    const user = requestIn(stored)?.subject.commonName ?? ''
    if (user === '') return said
    const commands = mayListAllBindings(cluster, asker) ? unbind(cluster, user) : []
    return {
      ...said,
      mend: `To lock ${user} out, remove the role bindings of the user and its groups.`,
      ...(commands.length > 0 && { command: commands.join(' && ') }),
    }
  },
}

import { decodePemBlocks } from '../../../ca/pem.ts'
import { readContext } from '../kubeconfig-file.ts'
import { KUBECONFIG } from '../login.ts'
import { compared, joined, type LabCheck } from '../workspace.ts'

const hasCa = (bytes: Buffer | undefined, caPem: string | Buffer): boolean => {
  const [ours] = decodePemBlocks(caPem)
  return decodePemBlocks(bytes ?? '').some(({ der }) => der.equals(ours!.der))
}

/** Only the host name may differ. */
const isSameServer = (one: string, other: string): boolean =>
  one === other ||
  (URL.canParse(one) &&
    new URL(one).protocol === 'https:' &&
    new URL(one).port === new URL(other).port &&
    new URL(one).pathname === new URL(other).pathname)

export const kubeconfig: LabCheck<'kubeconfig'> = async (given, workspace) => {
  const { say, admin } = workspace
  const { file = KUBECONFIG, context, currentContext, embedded } = given
  const { server, ca, insecure, beside, namespace, current } = readContext(workspace, file, context)
  return joined(
    compared('current-context', current, currentContext),
    isSameServer(server, admin.server) ? undefined : compared('server', server, admin.server),
    hasCa(ca, admin.ca!) && !insecure ? undefined : { is: say.otherCa, wanted: say.caWanted },
    compared('namespace', namespace, given.namespace),
    embedded === true && beside.length > 0
      ? { is: say.beside(beside.join(', ')), wanted: say.embeddedWanted }
      : undefined,
  )
}

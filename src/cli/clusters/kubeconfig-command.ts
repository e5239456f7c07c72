/** `csrlab kubeconfig`: a kubeconfig on standard output, of the administrator or of a user made for it. */
import { shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandLine, type CommandResult, UsageError } from '../kit/command-line.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import { withClient } from '../../teaching/labs/client.ts'
import { issue } from '../../testing/issue/issue.ts'
import { CommandError } from '../kit/command-options.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import {
  CLUSTER_NAME,
  contextName,
  type KubeconfigParts,
  renderKubeconfig,
} from '../../apiserver/client/kubeconfig.ts'
import { adminConnection, adminOf } from './admin.ts'
import { type FoundCluster, findOne } from './found.ts'

const serverOf = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' && url.pathname === '/') return text.replace(/\/$/, '')
  throw new UsageError(
    `--server is ${JSON.stringify(text)}; write it like https://lab.example.com:6443`,
  )
}

/** Throws CommandError with the words of the server. */
const issued = async (
  connection: ApiConnection,
  commonName: string,
  organizations: readonly string[],
): Promise<{ readonly certificatePem: string; readonly keyPem: string }> => {
  try {
    const request = { commonName, organizations, timeout: '30s' }
    const { certificate, key } = await withClient(connection, (asker) => issue(asker, request))
    return { certificatePem: certificate, keyPem: key }
  } catch (error) {
    throw error instanceof Error ? new CommandError(error.message) : error
  }
}

/** A user of its own, with a certificate of the running cluster. Throws CommandError and ConnectionError. */
const userOf = async (
  cluster: FoundCluster,
  admin: KubeconfigParts,
  { user, groups = '' }: { readonly user: string; readonly groups: string | undefined },
): Promise<KubeconfigParts> => {
  const { name, said, isRunning } = cluster
  if (!isRunning || said === undefined)
    throw new CommandError(`${name} does not run, and only then it makes users; start it`, 3)
  const organizations = groups.split(',').filter((group) => group !== '')
  const credentials = await issued(adminConnection(said, admin), user, organizations)
  // beside another cluster's jane the entry has the cluster's name too
  const context = contextName(user, name)
  return { ...admin, user: name === CLUSTER_NAME ? user : context, context, credentials }
}

/** Throws UsageError, CommandError, OptionsError, FileError and ConnectionError. */
export const kubeconfigCommand = async (
  line: CommandLine,
  { environment }: CommandParts,
): Promise<CommandResult> => {
  const { user, groups, server } = line.values
  const url = serverOf(server)
  if (groups !== undefined && user === undefined)
    throw new UsageError('--groups are those of a --user')
  const cluster = await findOne(line, environment)
  const admin = adminOf(cluster)
  const parts = user === undefined ? admin : await userOf(cluster, admin, { user, groups })
  const text = renderKubeconfig({ ...parts, ...(url !== undefined && { server: url }) })
  return { text: shownLines(text.split('\n')), code: 0 }
}

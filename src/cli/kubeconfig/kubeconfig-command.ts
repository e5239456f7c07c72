import { bareUrlProtocol } from '../../apimachinery/text/bare-url.ts'
import {
  CLUSTER_NAME,
  contextName,
  type KubeconfigParts,
  renderKubeconfig,
} from '../../apiserver/client/kubeconfig.ts'
import { withClient } from '../../teaching/labs/client.ts'
import { issue } from '../../testing/issue/issue.ts'
import { findOne, type FoundCluster } from '../clusters/found.ts'
import { CommandError, type Run, UsageError } from '../kit/index.ts'
import { adminConnection, adminOf } from './admin.ts'

const serverOf = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  if (bareUrlProtocol(text) === 'https:') return text.replace(/\/$/, '')
  throw new UsageError(
    `--server is ${JSON.stringify(text)}; write it like https://lab.example.com:6443`,
  )
}

const userOf = async (
  cluster: FoundCluster,
  commonName: string,
  groups: string,
): Promise<Pick<KubeconfigParts, 'user' | 'context' | 'credentials'>> => {
  const { name, serving } = cluster
  if (serving === undefined)
    throw new CommandError(`${name} is not running, and only a running cluster can create users`, 3)
  const organizations = groups.split(',').filter((group) => group !== '')
  const context = contextName(commonName, name)
  try {
    const { certificate, key } = await withClient(adminConnection(serving, cluster), (asker) =>
      issue(asker, { commonName, organizations, timeout: '30s' }),
    )
    const credentials = { certificatePem: certificate, keyPem: key }
    // a merged kubeconfig may have a user of the same name for another cluster
    return { user: name === CLUSTER_NAME ? commonName : context, context, credentials }
  } catch (error) {
    throw error instanceof Error ? new CommandError(error.message) : error
  }
}

export const kubeconfigCommand: Run = async (line, { environment }) => {
  const { user, groups, server } = line.values
  const url = serverOf(server)
  if (groups !== undefined && user === undefined) throw new UsageError('--groups needs --user')
  const cluster = await findOne(line, environment)
  const text = renderKubeconfig({
    ...adminOf(cluster),
    ...(user !== undefined && (await userOf(cluster, user, groups ?? ''))),
    ...(url !== undefined && { server: url }),
  })
  return { lines: text.trimEnd().split('\n') }
}

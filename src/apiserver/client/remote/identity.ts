import { type ClusterTime, realTime } from '../../../apimachinery/clock.ts'
import type { ApiConnection, ExecPlugin } from '../connection.ts'
import { ConnectionError } from '../connection-error.ts'
import { type PluginCredentials, runPlugin } from './exec-plugin.ts'

export interface RequestIdentity {
  /** Rejects with ConnectionError. */
  current(): Promise<ApiConnection>
  /** called when the server has rejected the credentials */
  expire(): void
}

/** time after which the files are read again */
const KEPT_MS = 10_000
/** time before the expiry of credentials at which their plug-in runs again */
const EARLY_MS = 10_000

/** The identity of a kubeconfig, whose files may change. `read` throws ConnectionErrors. */
export const kubeconfigIdentity = (
  read: () => ApiConnection,
  clusterClock: ClusterTime,
  allowsPlugins: boolean,
): RequestIdentity => {
  const clock = realTime(clusterClock)
  let kept: { readonly connection: ApiConnection; readonly until: number } | undefined
  let credentials: Promise<PluginCredentials> | undefined
  let credentialsEnd = 0
  const keptConnection = (): ApiConnection => {
    const now = clock.now()
    if (kept !== undefined && now < kept.until) return kept.connection
    const until = now + KEPT_MS
    try {
      kept = { connection: read(), until }
    } catch (error) {
      // a file may be half written, so the last connection stays in use
      if (kept === undefined) throw error
      kept = { ...kept, until }
    }
    return kept.connection
  }
  const fromPlugin = (
    plugin: ExecPlugin,
    connection: ApiConnection,
  ): Promise<PluginCredentials> => {
    if (credentials === undefined || clock.now() >= credentialsEnd) {
      credentialsEnd = Infinity
      const run = runPlugin(plugin, connection)
      credentials = run
      run.then(
        ({ expiresAt }) => {
          if (credentials === run) credentialsEnd = expiresAt - EARLY_MS
        },
        () => {
          if (credentials === run) credentials = undefined
        },
      )
    }
    return credentials
  }
  return {
    current: async () => {
      const connection = keptConnection()
      const { plugin } = connection
      if (plugin === undefined) return connection
      if (!allowsPlugins)
        throw new ConnectionError(
          `the kubeconfig runs ${plugin.command} to get credentials; allow that with --allow-exec.`,
        )
      const { token = connection.token, certificate, key } = await fromPlugin(plugin, connection)
      const made = certificate === undefined ? connection : { ...connection, certificate, key }
      return token === undefined ? made : { ...made, token }
    },
    expire: () => {
      kept = undefined
      credentials = undefined
    },
  }
}

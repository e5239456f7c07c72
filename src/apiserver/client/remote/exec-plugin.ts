/** Runs credential plug-ins (`client.authentication.k8s.io/v1`), like client-go. */
import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import type { ApiConnection, ExecPlugin } from '../connection.ts'
import { ConnectionError } from '../connection-error.ts'

const VERSION = 'client.authentication.k8s.io/v1'
const TIMEOUT_MS = 60_000

export interface PluginCredentials {
  readonly token?: string
  /** PEM */
  readonly certificate?: Buffer
  readonly key?: Buffer
  /** milliseconds since the epoch; Infinity: they do not expire */
  readonly expiresAt: number
}

interface ExecCredential {
  readonly apiVersion?: string
  readonly kind?: string
  readonly status?: {
    readonly token?: string
    readonly clientCertificateData?: string
    readonly clientKeyData?: string
    readonly expirationTimestamp?: string | null
  }
}

const clusterOf = ({ server, serverName, ca, insecure }: ApiConnection) => ({
  server,
  'tls-server-name': serverName,
  'insecure-skip-tls-verify': insecure,
  'certificate-authority-data': ca?.toString('base64'),
})

const credentialsOf = (command: string, text: string): PluginCredentials => {
  const { apiVersion, kind, status = {} } = JSON.parse(text) as ExecCredential
  if (kind !== 'ExecCredential' || apiVersion !== VERSION)
    throw new Error(`it did not print an ExecCredential of apiVersion ${VERSION}`)
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = status
  if (token === undefined && (clientCertificateData === undefined || clientKeyData === undefined))
    throw new Error(`${command} printed neither a token nor a certificate with its key`)
  const expiresAt = expirationTimestamp ? Date.parse(expirationTimestamp) : Infinity
  if (Number.isNaN(expiresAt))
    throw new Error(`expirationTimestamp ${expirationTimestamp} is not a time`)
  return {
    ...omitEmpty({ token }),
    ...(clientCertificateData && { certificate: Buffer.from(clientCertificateData) }),
    ...(clientKeyData && { key: Buffer.from(clientKeyData) }),
    expiresAt,
  }
}

/** Runs a plug-in without a terminal. Rejects with ConnectionError. */
export const runPlugin = async (
  plugin: ExecPlugin,
  connection: ApiConnection,
): Promise<PluginCredentials> => {
  const { apiVersion, command, args, env, installHint, provideClusterInfo } = plugin
  try {
    if (apiVersion !== VERSION)
      throw new Error(`its apiVersion is ${apiVersion ?? 'missing'}, not ${VERSION}`)
    if (plugin.interactiveMode === 'Always') throw new Error('it needs a terminal')
    const cluster = provideClusterInfo === true ? { cluster: clusterOf(connection) } : {}
    const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false, ...cluster } }
    const { stdout } = await promisify(execFile)(command, [...(args ?? [])], {
      timeout: TIMEOUT_MS,
      env: {
        ...process.env,
        ...Object.fromEntries((env ?? []).map(({ name, value }) => [name, value])),
        KUBERNETES_EXEC_INFO: JSON.stringify(info),
      },
    })
    return credentialsOf(command, stdout)
  } catch (error) {
    const hint = installHint === undefined ? '' : `; ${installHint.trim()}`
    throw new ConnectionError(
      `the credential plug-in ${command} failed: ${(error as Error).message.trim()}${hint}.`,
      { cause: error },
    )
  }
}

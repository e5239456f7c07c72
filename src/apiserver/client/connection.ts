import { dirname, isAbsolute, join } from 'node:path'
import { readYaml } from '../../apimachinery/text/yaml/files.ts'
import { ConnectionError } from './connection-error.ts'
import { entries, isObject } from './kubeconfig.ts'

/** Returns undefined for a missing or unreadable file. */
export type ReadFile = (path: string) => Buffer | undefined

/** The `exec` of a user (`client.authentication.k8s.io/v1`) */
export interface ExecPlugin {
  readonly apiVersion?: string
  /** a path, or a name to be found in PATH */
  readonly command: string
  readonly args?: readonly string[] | null
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null
  readonly installHint?: string
  readonly provideClusterInfo?: boolean
  readonly interactiveMode?: string
}

export interface ApiConnection {
  readonly server: string
  /** name of the server in the TLS handshake; default: the host of `server` */
  readonly serverName?: string | undefined
  readonly ca?: Buffer | undefined
  readonly certificate?: Buffer | undefined
  readonly key?: Buffer | undefined
  readonly token?: string | undefined
  /** whether any server certificate is accepted */
  readonly insecure?: boolean
  /** the program that prints the user's credentials */
  readonly plugin?: ExecPlugin | undefined
  /** time limit of each request; default: no limit */
  readonly timeoutMs?: number
}

type Section = Readonly<Record<string, unknown>>

const sectionOf = (value: unknown): Section => (isObject(value) ? value : {})

const configOf = (path: string, readFile: ReadFile): Section => {
  const bytes = readFile(path)
  if (bytes === undefined)
    throw new ConnectionError(
      `there is no readable kubeconfig at ${path}; start csrlab, or name another with --kubeconfig.`,
    )
  try {
    return sectionOf(readYaml(bytes))
  } catch {
    throw new ConnectionError(`the kubeconfig ${path} is not YAML; run csrlab doctor ${path}.`)
  }
}

const textOf = (section: Section, name: string): string | undefined => {
  const value = section[name]
  return typeof value === 'string' ? value : undefined
}

/** `chosen`: the name of a context; default: the current context. Throws ConnectionError. */
export const connectionOf = (path: string, readFile: ReadFile, chosen?: string): ApiConnection => {
  const config = configOf(path, readFile)
  const named = (list: string, name: unknown, kind: 'context' | 'cluster' | 'user'): Section =>
    sectionOf(entries(config[list]).find((entry) => entry.name === name)?.[kind])
  const context = named('contexts', chosen ?? config['current-context'], 'context')
  const cluster = named('clusters', context['cluster'], 'cluster')
  const user = named('users', context['user'], 'user')
  const server = textOf(cluster, 'server')
  if (server === undefined)
    throw new ConnectionError(
      `the ${chosen === undefined ? 'current context' : `context ${chosen}`} of ${path} has no server; run csrlab doctor ${path}.`,
    )
  const beside = (file: string): string => (isAbsolute(file) ? file : join(dirname(path), file))
  const contentOf = (from: Section, name: string): Buffer | undefined => {
    const reference = textOf(from, name)
    if (reference === undefined) return undefined
    const file = beside(reference)
    const content = readFile(file)
    if (content === undefined)
      throw new ConnectionError(
        `${name} of the kubeconfig ${path} is ${file}, which cannot be read; run csrlab doctor ${path}.`,
      )
    return content
  }
  const credential = (from: Section, name: string): Buffer | undefined => {
    const data = textOf(from, `${name}-data`)
    return data === undefined ? contentOf(from, name) : Buffer.from(data, 'base64')
  }
  const pluginOf = (exec: Section): ExecPlugin => {
    const command = textOf(exec, 'command')
    if (command === undefined)
      throw new ConnectionError(
        `exec of the kubeconfig ${path} has no command; run csrlab doctor ${path}.`,
      )
    return { ...exec, command: command.includes('/') ? beside(command) : command }
  }
  const { exec } = user
  return {
    server,
    serverName: textOf(cluster, 'tls-server-name'),
    ...(cluster['insecure-skip-tls-verify'] === true && { insecure: true }),
    ca: credential(cluster, 'certificate-authority'),
    certificate: credential(user, 'client-certificate'),
    key: credential(user, 'client-key'),
    token: contentOf(user, 'tokenFile')?.toString().trim() ?? textOf(user, 'token'),
    ...(exec !== undefined && exec !== null && { plugin: pluginOf(sectionOf(exec)) }),
  }
}

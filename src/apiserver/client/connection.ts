/** A small HTTPS client with the current context of a kubeconfig. */
import { type Agent, request } from 'node:https'
import { dirname, isAbsolute, join } from 'node:path'
import { withoutTrailing } from '../../apimachinery/text/trim.ts'
import { readYaml } from '../../apimachinery/text/yaml/files.ts'
import type { Method } from './call.ts'
import { ConnectionError } from './connection-error.ts'

/** Returns the bytes of a file that a kubeconfig names; undefined: no such file. */
export type ReadFile = (path: string) => Buffer | undefined

/** The `exec` section of a user (`client.authentication.k8s.io/v1`). */
export interface ExecPlugin {
  readonly apiVersion?: string
  /** absolute, or found in PATH */
  readonly command: string
  readonly args?: readonly string[] | null
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null
  readonly installHint?: string
  readonly provideClusterInfo?: boolean
  readonly interactiveMode?: string
}

export interface ApiConnection {
  readonly server: string
  /** name in the TLS handshake; default: that of the URL */
  readonly serverName?: string | undefined
  /** undefined: the CAs that Node trusts */
  readonly ca?: Buffer | undefined
  readonly certificate?: Buffer | undefined
  readonly key?: Buffer | undefined
  readonly token?: string | undefined
  /** whether any serving certificate is accepted */
  readonly insecure?: boolean
  /** the program that makes the credentials */
  readonly plugin?: ExecPlugin | undefined
  /** time for an answer; default: no limit */
  readonly timeoutMs?: number
}

export interface ApiAnswer {
  readonly code: number
  readonly body: Record<string, unknown>
  /** the raw body */
  readonly text: string
  /** texts of the `Warning` headers */
  readonly warnings: readonly string[]
}

type Section = Readonly<Record<string, unknown>>

interface Entry {
  readonly name?: string
  readonly context?: { readonly cluster?: string; readonly user?: string }
  readonly cluster?: Section
  readonly user?: Section & { readonly exec?: ExecPlugin }
}

interface Config {
  readonly 'current-context'?: string
  readonly contexts?: readonly Entry[]
  readonly clusters?: readonly Entry[]
  readonly users?: readonly Entry[]
}

const configOf = (path: string, readFile: ReadFile): Config => {
  const bytes = readFile(path)
  if (bytes === undefined)
    throw new ConnectionError(
      `there is no kubeconfig at ${path}; start csrlab, or name another with --kubeconfig.`,
    )
  try {
    return readYaml(bytes) as Config
  } catch {
    throw new ConnectionError(`the kubeconfig ${path} is not YAML; run csrlab doctor ${path}.`)
  }
}

const textOf = (section: Section, name: string): string | undefined => {
  const value = section[name]
  return typeof value === 'string' ? value : undefined
}

/** `context`: default: the current one. Throws ConnectionError. */
export const connectionOf = (path: string, readFile: ReadFile, chosen?: string): ApiConnection => {
  const config = configOf(path, readFile)
  const named = (entries: readonly Entry[] | undefined, name: string | undefined): Entry =>
    entries?.find((entry) => entry.name === name) ?? {}
  const { context } = named(config?.contexts, chosen ?? config?.['current-context'])
  const cluster = named(config?.clusters, context?.cluster).cluster ?? {}
  const user: Entry['user'] & object = named(config?.users, context?.user).user ?? {}
  const server = textOf(cluster, 'server')
  if (server === undefined)
    throw new ConnectionError(
      `the ${chosen === undefined ? 'current context' : `context ${chosen}`} of ${path} has no server; run csrlab doctor ${path}.`,
    )
  const beside = (file: string): string => (isAbsolute(file) ? file : join(dirname(path), file))
  const credential = (from: Section, name: string): Buffer | undefined => {
    const data = textOf(from, `${name}-data`)
    if (data !== undefined) return Buffer.from(data, 'base64')
    const file = textOf(from, name)
    return file === undefined ? undefined : readFile(beside(file))
  }
  const tokenFile = textOf(user, 'tokenFile')
  const fileToken = tokenFile === undefined ? undefined : readFile(beside(tokenFile))
  const { exec } = user
  return {
    server,
    serverName: textOf(cluster, 'tls-server-name'),
    ...(cluster['insecure-skip-tls-verify'] === true && { insecure: true }),
    ca: credential(cluster, 'certificate-authority'),
    certificate: credential(user, 'client-certificate'),
    key: credential(user, 'client-key'),
    token: fileToken?.toString().trim() ?? textOf(user, 'token'),
    ...(exec && {
      plugin: {
        ...exec,
        command: exec.command.includes('/') ? beside(exec.command) : exec.command,
      },
    }),
  }
}

const warningTexts = (header: string | string[] | undefined): string[] =>
  [header ?? []]
    .flat()
    .flatMap((value) =>
      [...value.matchAll(/299 \S+ "((?:\\.|[^"\\])*)"/g)].map(([, text = '']) =>
        Buffer.from(text.replace(/\\(.)/g, '$1'), 'latin1').toString(),
      ),
    )

interface SentRequest {
  readonly method: Method
  /** below the server's own path, as with kubectl */
  readonly path: string
  /** a string is sent unchanged, an object as JSON */
  readonly body?: object | string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Sends a request. `agent`: keeps connections; default: none. Rejects as Node does. */
export const send = (
  connection: ApiConnection,
  { method, path, body, headers }: SentRequest,
  agent: Agent | false = false,
): Promise<ApiAnswer> =>
  new Promise((resolve, reject) => {
    const content = typeof body === 'object' ? JSON.stringify(body) : body
    const { server, serverName, ca, certificate, key, token, timeoutMs, insecure } = connection
    const outgoing = request(new URL(`${withoutTrailing(server, '/')}${path}`), {
      method,
      servername: serverName,
      ca,
      cert: certificate,
      key,
      rejectUnauthorized: insecure !== true,
      agent,
      ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }),
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': 'csrlab',
        // Node sends no length for a DELETE with a body
        ...(content !== undefined && { 'content-length': Buffer.byteLength(content) }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
    })
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({
          text,
          code: incoming.statusCode ?? 0,
          body: bodyOf(text),
          warnings: warningTexts(incoming.headers['warning']),
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(content)
  })

/** Mux errors and health checks are plain text. */
const bodyOf = (text: string): ApiAnswer['body'] => {
  try {
    return JSON.parse(text) as ApiAnswer['body']
  } catch {
    return { message: text.trim() }
  }
}

/** Sends one request. Rejects with ConnectionError if the server does not answer. */
export const ask = async (
  connection: ApiConnection,
  method: Method,
  path: string,
  body?: object | string,
): Promise<ApiAnswer> => {
  try {
    return await send(connection, { method, path, body })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConnectionError(`${connection.server} does not answer: ${why}.`)
  }
}

/** The built command line as a process of its own, and requests to it as its administrator. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { arrival } from '../fixtures/waits.ts'

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
if (!existsSync(CLI)) throw new Error('these tests run what is built: npm run build')

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly process: ChildProcess
  /** resolves when the process has ended and its output is complete */
  readonly ended: Promise<Ended>
  /** what it has printed so far */
  stdout(): string
}

/** No variable of the person who runs the tests may reach it. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CSRLAB_')))

export interface StartOptions {
  readonly cwd: string
  /** of the user and group that it runs as; default: those of the tests */
  readonly uid?: number | undefined
  readonly env?: Readonly<Record<string, string>>
  /** the program of another build; default: what is built here */
  readonly cli?: string | undefined
  /** a command that becomes it, such as `ip netns exec NAME` */
  readonly through?: readonly string[]
}

export const start = (
  args: readonly string[],
  { cwd, env = {}, uid, cli = CLI, through = [] }: StartOptions,
): Started => {
  // what the test runner puts into every Node answers signals, writes files and doubles the time of a start
  const withoutRunner = `NODE_OPTIONS=${env.NODE_OPTIONS ?? ''}`
  const [program = '', ...rest] = [...through, 'env', withoutRunner, process.execPath, cli, ...args]
  const child = spawn(program, rest, {
    cwd,
    ...(uid === undefined ? {} : { uid, gid: uid }),
    // nothing goes into the home of whoever runs the tests
    env: { ...cleanEnvironment(), NODE_DISABLE_COMPILE_CACHE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { process: child, ended, stdout: () => stdout }
}

/** Runs it to its end. */
export const run = (args: readonly string[], options: StartOptions): Promise<Ended> =>
  start(args, options).ended

export interface Running extends Started {
  readonly url: string
  readonly dataDir: string
}

/** Resolves once a server has said how it is stopped, which is the last it says, or has ended. `said`: all its output so far. */
export const settled = (child: ChildProcess, said: () => string): Promise<void> =>
  new Promise((resolve, reject) => {
    const look = () => {
      if (said().includes('Ctrl-C')) resolve()
    }
    for (const stream of [child.stdout, child.stderr]) stream!.on('data', look)
    child.on('error', reject).on('close', () => resolve())
  })

/** Starts a server whose data folder is `dataDir` (default `.csrlab` in `cwd`), and waits until it has said all. */
export const serve = async (
  args: readonly string[],
  options: StartOptions & { readonly dataDir?: string },
): Promise<Running> => {
  const started = start(args, options)
  await settled(started.process, () => started.stdout())
  const url = /API at (https:\S+)/.exec(started.stdout())?.[1]
  if (url === undefined) {
    const { code, stderr } = await started.ended
    throw new Error(`ended with ${code}: ${stderr}`)
  }
  return { ...started, url, dataDir: options.dataDir ?? join(options.cwd, '.csrlab') }
}

/** Ends it as Ctrl-C does. */
export const stop = async (running: Started): Promise<Ended> => {
  running.process.kill('SIGINT')
  return running.ended
}

/** Opens a request with the token and the CA of the data folder; resolves with the head of the answer. */
export const open = async (
  { url, dataDir }: Pick<Running, 'url' | 'dataDir'>,
  path: string,
  { method = 'GET', body }: { readonly method?: string; readonly body?: object } = {},
): Promise<IncomingMessage> => {
  const request = httpsRequest(url + path, {
    method,
    agent: false,
    ca: readFileSync(join(dataDir, 'ca.crt')),
    headers: {
      authorization: `Bearer ${readFileSync(join(dataDir, 'token'), 'utf8').trim()}`,
      'content-type': 'application/json',
    },
  })
  request.end(body === undefined ? undefined : JSON.stringify(body))
  const [response] = (await arrival(request, 'response')) as [IncomingMessage]
  return response
}

/** What these tests look at in an answer. */
export interface Answer {
  readonly gitVersion: string
  readonly major: string
  readonly metadata: { readonly name: string; readonly resourceVersion: string }
  readonly items: readonly Answer[]
}

/** The whole JSON answer. */
export const call = async (...args: Parameters<typeof open>): Promise<Answer> => {
  const response = await open(...args)
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}

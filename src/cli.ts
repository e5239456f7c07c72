#!/usr/bin/env node
/** The executable: the only place that reads the process, prints and exits. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CaError } from './ca/errors.ts'
import { formatName } from './ca/name.ts'
import { helpText, readCommandLine, type CommandLine } from './command-line.ts'
import { readIfThere, writePrivateFile } from './files.ts'
import { ADMIN_NAME } from './identities.ts'
import { mergeKubeconfig, renderKubeconfig } from './kubeconfig.ts'
import { readOptionFiles } from './option-files.ts'
import { OptionsError } from './options.ts'
import { createServer, ListenError, type Server } from './server.ts'
import { OpenError } from './store/open.ts'

/** How long a stop may take before the process ends anyway. */
const STOP_TIMEOUT_MS = 2000

const version = (): string => {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

const fail = (message: string): never => {
  process.stderr.write(`csrlab: ${message}\n`)
  process.exit(1)
}

/** What goes wrong because of how it was started is told in its sentence; the rest is a bug, with its stack. */
const explain = (error: unknown): never => {
  const told = [OptionsError, OpenError, CaError, ListenError]
  if (told.some((kind) => error instanceof kind)) return fail((error as Error).message)
  return fail(error instanceof Error ? (error.stack ?? error.message) : String(error))
}

const colons = (hex: string): string => hex.toUpperCase().replace(/..(?=.)/g, '$&:')

interface Files {
  readonly kubeconfig: string
  readonly token: string | undefined
}

const writeFiles = (server: Server, url: string, { kubeconfig, options }: CommandLine): Files => {
  const dataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir)
  const path = resolve(
    kubeconfig ?? join(dataDir ?? '.', dataDir === undefined ? 'csrlab.kubeconfig' : 'kubeconfig'),
  )
  const parts = {
    server: url,
    caPem: server.authority.certificatePem,
    user: ADMIN_NAME,
    credentials: server.admin,
  }
  const existing = readIfThere(path)
  const text = existing === undefined ? renderKubeconfig(parts) : mergeKubeconfig(existing, parts)
  if (text !== existing) writePrivateFile(path, text)
  if (dataDir === undefined) return { kubeconfig: path, token: undefined }
  const token = join(dataDir, 'token')
  const contents: Record<string, string> = {
    'ca.crt': server.authority.certificatePem,
    'admin.crt': server.admin.certificatePem,
    'admin.key': server.admin.keyPem,
    token: `${server.adminToken}\n`,
  }
  for (const [name, content] of Object.entries(contents)) {
    if (readIfThere(join(dataDir, name)) !== content) writePrivateFile(join(dataDir, name), content)
  }
  return { kubeconfig: path, token }
}

const banner = (server: Server, url: string, files: Files): string =>
  [
    `csrlab ${version()} serves the Kubernetes certificates API at ${url}`,
    '',
    `  root CA      ${formatName(server.authority.certificate.subject)}, SHA-256 ${colons(server.authority.fingerprint)}`,
    `  kubeconfig   ${files.kubeconfig}`,
    ...(files.token === undefined ? [] : [`  token        ${files.token}`]),
    '',
    'In another terminal:',
    '',
    `  export KUBECONFIG=${files.kubeconfig}`,
    '  kubectl auth whoami',
    '  kubectl get csr',
    '',
    'A tool to practise and to test with, not a CA for production. Stop it with Ctrl-C.',
    '',
  ].join('\n')

/** The first signal closes everything in order; a second one, or too long a wait, ends the process at once. */
const stopOnSignals = (server: Server): void => {
  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(0), STOP_TIMEOUT_MS).unref()
    server.close().then(
      () => process.exit(0),
      (error: unknown) => explain(error),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

const main = async (): Promise<void> => {
  const commandLine = readCommandLine(process.argv.slice(2), process.env)
  if (commandLine.help) return void process.stdout.write(helpText())
  if (commandLine.version) return void process.stdout.write(`${version()}\n`)
  const server = await createServer({
    ...commandLine.options,
    ...readOptionFiles(commandLine.files),
  })
  stopOnSignals(server)
  const { url } = await server.listen()
  const files = writeFiles(server, url, commandLine)
  process.stdout.write(banner(server, url, files))
}

main().catch(explain)

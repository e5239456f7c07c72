#!/usr/bin/env node
/** The executable: the only place that reads the process, prints and exits. */
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AuditLogError } from './audit/audit-log.ts'
import { banner, folderWarning, hostWarning } from './banner.ts'
import { CaError } from './ca/errors.ts'
import { formatName } from './ca/name.ts'
import { helpText, readCommandLine, type CommandLine } from './command-line.ts'
import type { CommandResult } from './doctor/command.ts'
import type { Absence } from './doctor/doctor.ts'
import { FileError, isWritableByOthers, keepPrivateFile, readIfThere } from './files.ts'
import { assertListenable } from './http/listener.ts'
import { PLAIN_HOST } from './http/plain.ts'
import { ADMIN_NAME } from './identities.ts'
import {
  contextName,
  currentContext,
  KubeconfigError,
  mergeKubeconfig,
  renderKubeconfig,
} from './kubeconfig.ts'
import { readOptionFiles } from './option-files.ts'
import { OptionsError, validateOptions } from './options.ts'
import { createServer, ListenError, type Listening, type Server } from './server.ts'
import { OpenError } from './store/open.ts'
import { systemEntropy } from './system.ts'
import { CommandError, type UpkeepParts } from './upkeep/command-options.ts'

/** How long a stop may take before the process ends anyway. */
const STOP_TIMEOUT_MS = 1500

const version = (): string => {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** What goes wrong because of how it was started is told in its sentence; the rest is a bug, with its stack. */
const explain = (error: unknown): never => {
  const told = [
    OptionsError,
    OpenError,
    CaError,
    ListenError,
    FileError,
    CommandError,
    AuditLogError,
  ]
  const isTold = told.some((kind) => error instanceof kind)
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  process.stderr.write(`csrlab: ${isTold ? message.replace(/[^.]$/, '$&.') : stack}\n`)
  process.exit(1)
}

/** Puts the administrator into the kubeconfig at `path`, and returns the context to choose when another one is current. */
const writeKubeconfig = (server: Server, url: string, path: string): string | undefined => {
  const parts = {
    server: url,
    caPem: server.authority.certificatePem,
    user: ADMIN_NAME,
    credentials: server.admin,
  }
  const existing = readIfThere(path)
  const ours = renderKubeconfig(parts)
  // neither takes a YAML parser, which would be a tenth of the start
  if (existing === undefined || existing === ours) {
    keepPrivateFile(path, ours)
    return undefined
  }
  let text: string
  try {
    text = mergeKubeconfig(existing, parts)
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error
    const remedy = 'name another file with --kubeconfig, or move this one away'
    throw new FileError(`${path} is left as it is, since ${error.message}; ${remedy}.`)
  }
  keepPrivateFile(path, text)
  const context = contextName(ADMIN_NAME)
  return currentContext(text) === context ? undefined : context
}

/** Writes what curl needs beside the data, and returns the path of the token. */
const writeCredentials = (server: Server, dataDir: string): string => {
  const contents: Record<string, string> = {
    'ca.crt': server.authority.certificatePem,
    'admin.crt': server.admin.certificatePem,
    'admin.key': server.admin.keyPem,
  }
  for (const [name, content] of Object.entries(contents))
    keepPrivateFile(join(dataDir, name), content)
  return join(dataDir, 'token')
}

/** Writes the files of a server that listens, and returns what to print about it. */
const announce = (
  server: Server,
  { url, insecureUrl }: Listening,
  { kubeconfig, options }: CommandLine,
): string => {
  const dataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir)
  const beside = dataDir === undefined ? 'csrlab.kubeconfig' : join(dataDir, 'kubeconfig')
  const path = resolve(kubeconfig ?? beside)
  return banner({
    version: version(),
    url,
    insecureUrl,
    authority: formatName(server.authority.certificate.subject),
    fingerprint: server.authority.fingerprint,
    dataDir,
    kubeconfig: path,
    token: dataDir === undefined ? undefined : writeCredentials(server, dataDir),
    useContext: writeKubeconfig(server, url, path),
  })
}

/** The first signal closes everything in order; a second one, or too long a wait, ends the process at once. */
const stopOnSignals = (running: () => Server | undefined): void => {
  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(0), STOP_TIMEOUT_MS)
    Promise.resolve(running()?.close()).then(() => process.exit(0), explain)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

const serve = async (commandLine: CommandLine): Promise<void> => {
  const options = { ...commandLine.options, ...readOptionFiles(commandLine.files) }
  const { host, port, insecurePort, dataDir } = validateOptions(options)
  // asked first, so that a start that fails for its port has not made a data folder
  await assertListenable(host, port)
  if (insecurePort !== undefined)
    await assertListenable(PLAIN_HOST, insecurePort, '--insecure-port')
  let server: Server | undefined
  stopOnSignals(() => server)
  server = await createServer(options)
  try {
    const text = announce(server, await server.listen(), commandLine)
    const warnings = [
      hostWarning(host),
      dataDir && isWritableByOthers(dataDir) && folderWarning(dataDir),
    ]
    for (const warning of warnings) if (warning) process.stderr.write(`csrlab: ${warning}\n`)
    // events on standard output are for a program that reads them
    const output = options.auditLog === '-' ? process.stderr : process.stdout
    output.write(text)
  } catch (error) {
    await server.close()
    throw error
  }
}

/** Commands that look at files or ask a running server, instead of being one. */
const COMMANDS: Readonly<
  Record<string, (args: string[], parts: UpkeepParts) => Promise<CommandResult>>
> = {
  doctor: async (...given) => (await import('./doctor/command.ts')).doctorCommand(...given),
  explain: async (...given) =>
    (await import('./doctor/explain-command.ts')).explainCommand(...given),
  check: async (...given) => (await import('./upkeep/check-command.ts')).checkCommand(...given),
  backup: async (...given) => (await import('./upkeep/backup-command.ts')).backupCommand(...given),
  decrypt: async (...given) =>
    (await import('./upkeep/decrypt-command.ts')).decryptCommand(...given),
}

/** A file that is not there, or is a folder, or may not be read, holds nothing. */
const readOrNothing = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** Why {@link readOrNothing} found nothing. */
const absenceOf = (path: string): Absence => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 'missing'
  return found.isDirectory() ? 'folder' : 'unreadable'
}

const main = async (): Promise<void> => {
  const [word = '', ...rest] = process.argv.slice(2)
  if (Object.hasOwn(COMMANDS, word)) {
    const { text, code } = await COMMANDS[word]!(rest, {
      environment: process.env,
      readFile: readOrNothing,
      absenceOf,
      now: Date.now(),
      entropy: systemEntropy,
    })
    process.stdout.write(text)
    process.exitCode = code
    return
  }
  const commandLine = readCommandLine(process.argv.slice(2), process.env)
  if (commandLine.help) process.stdout.write(helpText())
  else if (commandLine.version) process.stdout.write(`${version()}\n`)
  else await serve(commandLine)
}

main().catch(explain)

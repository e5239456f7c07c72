#!/usr/bin/env node
/** The executable: the only place that reads the process, prints and exits. */
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeAdminFiles } from './terminal/admin-files.ts'
import { type Shown, shownLines } from './api/text/shown.ts'
import { AuditLogError } from './audit/audit-log.ts'
import { banner, folderWarning, hostWarning } from './terminal/banner.ts'
import { CaError } from './ca/errors.ts'
import { formatName } from './ca/name.ts'
import { type CommandLine, readCommandLine } from './terminal/command-line.ts'
import { COMMANDS } from './terminal/commands.ts'
import { helpText } from './terminal/help.ts'
import type { Absence } from './doctor/doctor.ts'
import { FileError, folderRisk } from './boot/files.ts'
import { assertListenable } from './http/wire/listener.ts'
import { PLAIN_HOST } from './http/wire/plain.ts'
import { readOptionFiles } from './terminal/option-files.ts'
import { validateOptions } from './boot/options.ts'
import { OptionsError } from './boot/options-error.ts'
import { createServer, ListenError, type Listening, type Server } from './server.ts'
import { OpenError } from './store/open.ts'
import { systemEntropy } from './boot/system.ts'
import { startError } from './boot/start-error.ts'
import { CommandError } from './upkeep/command-options.ts'
import { DATABASE } from './upkeep/folder.ts'

/** How long a stop may take before the process ends anyway. */
const STOP_TIMEOUT_MS = 1500

const version = (): string => {
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** All that is printed comes by here, and a text that may hold anything is none that it takes. */
const print = (stream: NodeJS.WriteStream, text: Shown): void => void stream.write(text)

/** What goes wrong because of how it was started is told in its sentence; the rest is a bug, with its stack. */
const explain = (error: unknown): never => {
  const explained = [
    OptionsError,
    OpenError,
    CaError,
    ListenError,
    FileError,
    CommandError,
    AuditLogError,
  ]
  const isTold = explained.some((kind) => error instanceof kind)
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const lines = isTold ? [message.replace(/[^.]$/, '$&.')] : (stack ?? message).split('\n')
  print(process.stderr, shownLines([`csrlab: ${lines[0]}`, ...lines.slice(1), '']))
  process.exit(1)
}

/** Writes the files of a server that listens, also when it renews what is in them, and returns what to print about it. */
const announce = (
  server: Server,
  { url, insecureUrl }: Listening,
  { kubeconfig, options }: CommandLine,
): Shown => {
  const dataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir)
  const beside = dataDir === undefined ? 'csrlab.kubeconfig' : join(dataDir, 'kubeconfig')
  const path = resolve(kubeconfig ?? beside)
  const files = { url, dataDir, kubeconfig: path }
  server.onNewAdmin(() => writeAdminFiles(server, files))
  return banner({
    version: version(),
    url,
    insecureUrl,
    authority: formatName(server.authority.certificate.subject),
    fingerprint: server.authority.fingerprint,
    dataDir,
    kubeconfig: path,
    token: dataDir === undefined ? undefined : join(dataDir, 'token'),
    useContext: writeAdminFiles(server, files),
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
  // a row that the controllers are the first to read
  process.on('uncaughtException', (error) =>
    explain(startError(error, join(dataDir ?? '', DATABASE))),
  )
  try {
    const text = announce(server, await server.listen(), commandLine)
    const warnings = [hostWarning(host), dataDir && folderWarning(dataDir, folderRisk(dataDir))]
    for (const warning of warnings)
      if (warning) print(process.stderr, shownLines([`csrlab: ${warning}`, '']))
    // events on standard output are for a program that reads them
    const output = options.auditLog === '-' ? process.stderr : process.stdout
    print(output, text)
  } catch (error) {
    await server.close()
    throw error
  }
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
    const { text, code } = await COMMANDS[word]!.run(rest, {
      environment: process.env,
      readFile: readOrNothing,
      absenceOf,
      now: Date.now(),
      entropy: systemEntropy,
    })
    print(process.stdout, text)
    process.exitCode = code
    return
  }
  const commandLine = readCommandLine(process.argv.slice(2), process.env)
  if (commandLine.help) print(process.stdout, helpText())
  else if (commandLine.version) print(process.stdout, shownLines([version(), '']))
  else await serve(commandLine)
}

main().catch(explain)

/** `csrlab` alone: a cluster that serves until it is stopped. */
import { join, resolve } from 'node:path'
import { type Shown, shownLines } from '../api/text/shown.ts'
import { folderRisk } from '../boot/files.ts'
import { validateOptions } from '../boot/options.ts'
import { startError } from '../boot/start-error.ts'
import { formatName } from '../ca/name.ts'
import type { CommandLine, CommandResult } from '../doctor/command-line.ts'
import { assertListenable } from '../http/wire/listener.ts'
import { PLAIN_HOST } from '../http/wire/plain.ts'
import { createServer, type Listening, type Server } from '../server.ts'
import { DATABASE } from '../upkeep/folder.ts'
import { writeAdminFiles } from './admin-files.ts'
import { banner, folderWarning, hostWarning } from './banner.ts'
import { type ClusterLine, readClusterLine } from './cluster-line.ts'
import type { CommandParts } from './grammar/command.ts'
import { readOptionFiles } from './option-files.ts'

/** Writes the files of a server that listens, also when it renews what is in them, and returns what to print about it. */
const announce = (
  server: Server,
  { url, insecureUrl }: Listening,
  { kubeconfig, options }: ClusterLine,
  version: string,
): Shown => {
  const dataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir)
  const beside = dataDir === undefined ? 'csrlab.kubeconfig' : join(dataDir, 'kubeconfig')
  const path = resolve(kubeconfig ?? beside)
  const files = { url, dataDir, kubeconfig: path }
  server.onNewAdmin(() => writeAdminFiles(server, files))
  return banner({
    version,
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

/** Resolves once it serves, and has said so. Throws what `createServer` throws, ListenError and FileError. */
export const serveCommand = async (
  line: CommandLine,
  { version, terminal, process }: CommandParts,
): Promise<CommandResult> => {
  const clusterLine = readClusterLine(line)
  const options = { ...clusterLine.options, ...readOptionFiles(clusterLine.files) }
  const { host, port, insecurePort, dataDir } = validateOptions(options)
  // asked first, so that a start that fails for its port has not made a data folder
  await assertListenable(host, port)
  if (insecurePort !== undefined)
    await assertListenable(PLAIN_HOST, insecurePort, '--insecure-port')
  let server: Server | undefined
  process.onStop(async () => server?.close())
  server = await createServer(options)
  // a row that the controllers are the first to read
  process.onFault((error) => startError(error, join(dataDir ?? '', DATABASE)))
  try {
    const text = announce(server, await server.listen(), clusterLine, version)
    const warnings = [hostWarning(host), dataDir && folderWarning(dataDir, folderRisk(dataDir))]
    for (const warning of warnings)
      if (warning) terminal.warn(shownLines([`csrlab: ${warning}`, '']))
    // events on standard output are for a program that reads them
    if (options.auditLog === '-') terminal.warn(text)
    else terminal.print(text)
    return { text: shownLines(['']), code: 0 }
  } catch (error) {
    await server.close()
    throw error
  }
}

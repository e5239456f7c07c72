/** `csrlab run -- COMMAND…`: a cluster in memory for as long as a command runs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { join } from 'node:path'
import { shown, shownLines } from '../../api/text/shown.ts'
import type { CommandLine, CommandResult } from '../../doctor/command-line.ts'
import { readClusterLine } from '../cluster-line.ts'
import { CLUSTER_NAME } from '../clusters/names.ts'
import type { CommandParts } from '../grammar/command.ts'
import { readOptionFiles } from '../option-files.ts'
import { type OpenCluster, openCluster } from './open-cluster.ts'
import { onSignals } from './signals.ts'
import { unstarted } from './unstarted.ts'
import { watch } from './watchdog.ts'

/** What a shell ends with for a process that a signal has ended. */
const codeOfSignal = (signal: NodeJS.Signals): number => 128 + constants.signals[signal]

/** What the command finds of the cluster in its environment. */
const environmentOf = ({ server, serving }: OpenCluster): Record<string, string> => ({
  KUBECONFIG: serving.kubeconfig,
  CSRLAB_URL: serving.url,
  CSRLAB_TOKEN: server.adminToken,
  CSRLAB_CA: serving.caFile,
})

/** Runs the words to their end, and returns the code of it. Signals go on to them. */
const runWords = async (
  [word = '', ...args]: readonly string[],
  cluster: OpenCluster,
  { environment, terminal }: CommandParts,
): Promise<number> => {
  const watchdog = watch(cluster.folder)
  const child = spawn(word, args, {
    stdio: 'inherit',
    env: { ...environment, ...environmentOf(cluster) },
  })
  if (child.pid !== undefined) watchdog.over(child.pid)
  onSignals((signal) => child.kill(signal))
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return code ?? codeOfSignal(signal!)
  } catch (error) {
    const { why, code } = unstarted(error as NodeJS.ErrnoException, word, environment['PATH'])
    terminal.warn(shownLines([`csrlab: ${word} cannot be run: ${why}.`, '']))
    return code
  } finally {
    watchdog.release()
  }
}

/** Ends as the command does. Throws what `createServer` throws, OptionsError, ListenError and FileError. */
export const runCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const { options, files } = readClusterLine(line)
  let early: NodeJS.Signals | undefined
  onSignals((signal) => (early ??= signal))
  const cluster = await openCluster({
    name: CLUSTER_NAME,
    options: {
      ...options,
      ...readOptionFiles(files),
      dataDir: undefined,
      port: line.given.has('port') ? (options.port ?? 0) : 0,
    },
    kubeconfig: (folder) => join(folder, 'kubeconfig'),
  })
  try {
    const code =
      early === undefined ? await runWords(line.words, cluster, parts) : codeOfSignal(early)
    return { text: shown(''), code }
  } finally {
    await cluster.close()
  }
}

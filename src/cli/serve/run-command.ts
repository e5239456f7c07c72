import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { readClusterLine } from '../cluster-line.ts'
import { CLUSTER_NAME } from '../clusters/names.ts'
import { type CommandContext, type Run } from '../kit/index.ts'
import { readOptionFiles } from '../option-files.ts'
import { type OpenCluster, openCluster } from './open-cluster.ts'

const FORWARDED = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'] as const
/** Ctrl-C and Ctrl-\, which a terminal sends to the command too. */
const SENT_BY_KEYS: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT'])

/** Handles the forwarded signals, which then no longer end this process. */
const onSignals = (handle: (signal: NodeJS.Signals) => void): void => {
  for (const signal of FORWARDED) process.on(signal, () => handle(signal))
}

/** Shells use this exit code too. */
const codeOfSignal = (signal: NodeJS.Signals): number => 128 + constants.signals[signal]

const environmentOf = ({ server, serving }: OpenCluster): Record<string, string> => ({
  KUBECONFIG: serving.kubeconfig,
  CSRLAB_URL: serving.url,
  CSRLAB_TOKEN: server.adminToken,
  CSRLAB_CA: serving.caFile,
})

/** Resolves with the exit code, or with 126 or 127 (POSIX 2.8.2) if the command cannot run. */
const runWords = async (
  [word = '', ...args]: readonly string[],
  cluster: OpenCluster,
  { environment, terminal }: CommandContext,
): Promise<number> => {
  const child = spawn(word, args, {
    stdio: 'inherit',
    env: { ...environment, ...environmentOf(cluster) },
  })
  onSignals((signal) => {
    if (!process.stdin.isTTY || !SENT_BY_KEYS.has(signal)) child.kill(signal)
  })
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return code ?? codeOfSignal(signal!)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const isMissing = code === 'ENOENT'
    const why = isMissing ? `command not found: ${word}` : `cannot run ${word}: ${code ?? message}`
    terminal.warn([`csrlab: ${why}`])
    return isMissing ? 127 : 126
  }
}

export const runCommand: Run = async (line, context) => {
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
      early === undefined ? await runWords(line.words, cluster, context) : codeOfSignal(early)
    return { lines: [], code }
  } finally {
    await cluster.close()
  }
}

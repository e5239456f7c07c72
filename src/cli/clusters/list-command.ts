/** `csrlab list`: every cluster of this user that has a name, and the one of this folder. */
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../kit/command-line.ts'
import { columnsOf } from '../columns.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { type FoundCluster, findAll } from './found.ts'

const row = ({ name, folder, isInMemory, said, isRunning }: FoundCluster): string[] => [
  name,
  isRunning ? 'running' : 'stopped',
  said?.url ?? '',
  isInMemory ? 'in memory' : folder,
]

const forPrograms = ({ name, folder, isInMemory, said, isRunning }: FoundCluster): object => ({
  name,
  running: isRunning,
  url: said?.url ?? null,
  kubeconfig: said?.kubeconfig ?? null,
  dataDir: isInMemory ? null : folder,
  pid: isRunning ? (said?.pid ?? null) : null,
})

/** Throws FileError. */
export const listCommand = async (
  line: CommandLine,
  { environment }: CommandParts,
): Promise<CommandResult> => {
  const all = await findAll(environment)
  if (isForPrograms(line)) return { text: shownJson(all.map(forPrograms)), code: 0 }
  const none = 'There is no cluster here, and none with a name; csrlab starts one.'
  const lines =
    all.length === 0
      ? [none]
      : columnsOf([['NAME', 'STATE', 'SERVER', 'KEPT IN'], ...all.map(row)], '   ')
  return { text: shownLines([...lines, '']), code: 0 }
}

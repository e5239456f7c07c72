/** Reads the line of `csrlab migrate`. */
import { type CommandLine, type CommandResult, UsageError } from '../doctor/command-line.ts'
import { dataDirOf } from '../upkeep/command-options.ts'
import { migrateCommand } from '../upkeep/migrate-command.ts'
import { withFolder } from './clusters/place.ts'
import { readEtcdLine } from './etcd-line.ts'
import type { CommandParts } from './grammar/command.ts'

const ENGINES: ReadonlySet<string> = new Set(['etcd', 'sqlite'])

/** Throws UsageError, OptionsError, and what the migration throws. */
export const migrateFromLine = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const { to = '' } = line.values
  if (!ENGINES.has(to))
    throw new UsageError('--to says where the cluster goes: --to etcd, or --to sqlite')
  const named = withFolder(line, parts.environment)
  const inEtcd = readEtcdLine(named)
  if (inEtcd === undefined)
    throw new UsageError('the cluster goes into etcd or comes from there; give --etcd-servers')
  const places = { ...inEtcd, dataDir: dataDirOf(named) }
  return migrateCommand(named, { ...parts, ...places })
}

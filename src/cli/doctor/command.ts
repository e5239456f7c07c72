/** `csrlab doctor`, as a function from its line to text and an exit code; and where commands look for kubeconfigs. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type CommandLine, type CommandResult, isForPrograms } from '../kit/command-line.ts'
import { type Absence, examine } from '../../teaching/doctor/doctor.ts'
import type { ReadFile } from '../../apiserver/client/connection.ts'
import { renderReport, reportJson } from '../../teaching/doctor/report.ts'

export interface CommandParts {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly readFile: ReadFile
  /** why nothing can be read from a path; asked only then */
  readonly absenceOf?: (path: string) => Absence
  /** milliseconds since the epoch */
  readonly now: number
}

/** The files that kubectl would read: those of KUBECONFIG that are there, else ~/.kube/config. */
const kubeconfigPaths = ({ environment, readFile }: CommandParts): string[] => {
  const listed = (environment['KUBECONFIG'] ?? '').split(':').filter((path) => path !== '')
  if (listed.length === 0) return [join(environment['HOME'] ?? homedir(), '.kube', 'config')]
  const there = listed.filter((path) => readFile(path) !== undefined)
  return there.length === 0 ? listed.slice(0, 1) : there
}

/** The kubeconfig of the server that is asked: the given one, that of the data folder here, or what kubectl would read. */
export const serverKubeconfig = (given: string | undefined, parts: CommandParts): string => {
  if (given !== undefined) return given
  const ours = join(parts.environment['CSRLAB_DATA_DIR'] ?? '.csrlab', 'kubeconfig')
  const said = (parts.environment['KUBECONFIG'] ?? '') !== ''
  return !said && parts.readFile(ours) !== undefined ? ours : kubeconfigPaths(parts)[0]!
}

/** What kubectl reads when nobody names a kubeconfig may be missing for another reason than that of a file that was named. */
const absenceOf = (name: string, isNamed: boolean, parts: CommandParts): Absence => {
  const absence = parts.absenceOf?.(name) ?? 'missing'
  if (isNamed || absence !== 'missing' || (parts.environment['KUBECONFIG'] ?? '') !== '')
    return absence
  return parts.readFile(join('.csrlab', 'kubeconfig')) === undefined ? 'no kubeconfig' : 'here'
}

/** `line`: the files, by default the current kubeconfig. */
export const doctorCommand = (line: CommandLine, parts: CommandParts): CommandResult => {
  const names = line.words.length > 0 ? line.words : kubeconfigPaths(parts)
  const inputs = names.map((name) => {
    const bytes = parts.readFile(name)
    return bytes === undefined
      ? { name, bytes, absence: absenceOf(name, line.words.length > 0, parts) }
      : { name, bytes }
  })
  const report = examine(inputs, parts)
  return {
    text: isForPrograms(line) ? reportJson(report) : renderReport(report),
    code: report.problems.length === 0 ? 0 : 1,
  }
}

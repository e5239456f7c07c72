/** The command lines of `csrlab doctor` and `csrlab explain`, as functions from words to text and an exit code. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Shown, shownLines } from '../api/text/shown.ts'
import { type Absence, examine } from './doctor.ts'
import type { ReadFile } from './kubeconfig-links.ts'
import { renderReport, reportJson } from './report.ts'

export interface CommandResult {
  /** for standard output */
  readonly text: Shown
  /** 0: all is well; 1: something is broken; 2: the command line itself */
  readonly code: number
}

export interface CommandParts {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly readFile: ReadFile
  /** why nothing can be read from a path; asked only then */
  readonly absenceOf?: (path: string) => Absence
  /** milliseconds since the epoch */
  readonly now: number
}

/** What is wrong with a command line, as `parseArgs` says it, and how it should be. */
export const wrongUsage = (error: unknown, help: Shown): Shown =>
  shownLines([...(error as Error).message.split('\n'), '', ...help.split('\n')])

/** The files that kubectl would read: those of KUBECONFIG that are there, else ~/.kube/config. */
export const kubeconfigPaths = ({ environment, readFile }: CommandParts): string[] => {
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

export const DOCTOR_HELP = shownLines([
  'Usage: csrlab doctor [FILE…] [--json]',
  '',
  'Says what each file is (keys, requests, certificates, base64, manifests, kubeconfigs), how they belong together, and what',
  'is broken with the command that mends it. Without files it looks at the current kubeconfig. Works on the files of any',
  'cluster, sends nothing anywhere, and never prints a private key. Exits 0 only when all is well.',
  '',
])

/** `args`: the words after `doctor`. */
export const doctorCommand = (args: readonly string[], parts: CommandParts): CommandResult => {
  let parsed
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
  } catch (error) {
    return { text: wrongUsage(error, DOCTOR_HELP), code: 2 }
  }
  const { values, positionals } = parsed
  if (values.help === true) return { text: DOCTOR_HELP, code: 0 }
  const names = positionals.length > 0 ? positionals : kubeconfigPaths(parts)
  const inputs = names.map((name) => {
    const bytes = parts.readFile(name)
    return bytes === undefined
      ? { name, bytes, absence: parts.absenceOf?.(name) ?? 'missing' }
      : { name, bytes }
  })
  const report = examine(inputs, parts)
  return {
    text: values.json === true ? reportJson(report) : renderReport(report),
    code: report.problems.length === 0 ? 0 : 1,
  }
}

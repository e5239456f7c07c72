/** `csrlab lab verify`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { systemClock } from '../../server/system.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../kit/command-line.ts'
import { LabProblem } from '../../teaching/labs/lab-problem.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { type Verified, verifyLab } from '../../teaching/labs/verify-lab.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { foldersOfLine } from './find-labs.ts'
import { withLabServer } from './in-process.ts'
import { requirePrograms } from './programs.ts'

type Runner = Pick<CommandParts, 'environment'> & { readonly self: readonly string[] }

const inFolder = async (folder: string, work: string, runner: Runner): Promise<Verified> => {
  const lab = readLab(folder)
  return withLabServer(lab, work, (server) =>
    verifyLab(lab, { ...runner, server, folder: work, now: () => systemClock.now() }),
  )
}

/** Of one lab; nothing stays of it. What is wrong with its file is a problem of it. */
export const verifyFolder = async (folder: string, runner: Runner): Promise<Verified> => {
  const work = mkdtempSync(join(tmpdir(), 'csrlab-verify-'))
  try {
    return await inFolder(folder, work, runner)
  } catch (error) {
    if (!(error instanceof LabProblem)) throw error
    return { falsified: 0, problems: error.message.split('\n') }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

const linesOf = (name: string, { falsified, problems }: Verified): string[] =>
  problems.length === 0
    ? [`✓ ${name}: it can be solved, and was falsified ${falsified} times`]
    : [
        `✗ ${name}`,
        ...problems.flatMap((problem) => problem.split('\n').map((line) => `    ${line}`)),
      ]

/** Ends with 1 where a lab is not as it should be. Throws UsageError, LabProblem, and CommandError where a program is missing. */
export const verifyCommand = async (
  line: CommandLine,
  { environment, terminal, process: { self } }: CommandParts,
): Promise<CommandResult> => {
  const folders = foldersOfLine(line)
  requirePrograms(environment)
  const isData = isForPrograms(line)
  const labs: (Verified & { readonly name: string })[] = []
  for (const folder of folders) {
    const name = basename(folder)
    terminal.progress(shownLines([`verifying ${name}`]))
    const verified = await verifyFolder(folder, { environment, self })
    terminal.progress(undefined)
    labs.push({ name, ...verified })
    if (!isData) terminal.print(shownLines([...linesOf(name, verified), '']))
  }
  const code = labs.every(({ problems }) => problems.length === 0) ? 0 : 1
  return { text: isData ? shownJson({ labs }) : shownLines([]), code, isData: true }
}

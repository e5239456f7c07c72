/** Verifies that a lab starts unsolved, that its solution works, and that each outcome can fail. */
import { append } from '../../apimachinery/append.ts'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../apimachinery/clock.ts'
import { type Checked, checkLab, isSolved } from './check-lab.ts'
import type { Lab } from './lab.ts'
import type { LabServer } from './lab-server.ts'
import { openWorkspace } from './open-workspace.ts'
import { seedLab } from './seed.ts'
import { restoreSnapshot, saveSnapshot } from './snapshots.ts'
import { csrlabIn, runScript } from './shell.ts'
import type { LabWorkspace } from './workspace.ts'

interface VerifyParts {
  readonly server: LabServer
  /** must be empty */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Pick<Clock, 'now'>
  readonly self: readonly string[]
}

export interface Verified {
  readonly falsified: number
  readonly problems: readonly string[]
}

const unmet = (checked: readonly Checked[]): string[] =>
  checked.flatMap(({ outcome, finding }) =>
    finding === undefined ? [] : [`${outcome.id}: is ${finding.is}; wanted ${finding.wanted}`],
  )

const SOLVED = 'csrlab-solved'

/** Saves cluster, folder and audit log. Returns a function that restores them. */
const keep = async (
  { requester, auditLog, folder }: LabWorkspace,
  copy: string,
): Promise<() => Promise<void>> => {
  const links = { recursive: true, verbatimSymlinks: true }
  await saveSnapshot(requester, SOLVED)
  cpSync(folder, copy, links)
  const log = readFileSync(auditLog)
  return async () => {
    await restoreSnapshot(requester, SOLVED)
    rmSync(folder, { recursive: true, force: true })
    cpSync(copy, folder, links)
    writeFileSync(auditLog, log)
  }
}

/** Rejects with LabProblem if the seed fails. */
export const verifyLab = async (lab: Lab, parts: VerifyParts): Promise<Verified> => {
  const { server, environment, clock, self } = parts
  const folder = join(parts.folder, 'work')
  mkdirSync(folder)
  const bin = join(parts.folder, 'bin')
  csrlabIn(bin, self)
  const seededBytes = await seedLab(lab, server, folder, clock)
  const workspace = openWorkspace({ server, folder, seededBytes, clock })
  const problems: string[] = []
  let falsified = 0
  try {
    const before = await checkLab(lab, workspace)
    if (isSolved(before)) problems.push('it is solved at the start')
    for (const { outcome, finding } of before)
      if (finding === undefined && outcome.falsify.length === 0)
        problems.push(`the outcome ${outcome.id} is met at the start, but has no falsify`)
    for (const [i, { run }] of lab.solution.entries()) {
      const { code, output } = await runScript(run, folder, environment, bin)
      if (code !== 0) {
        problems.push(`step ${i + 1} of the solution exits with ${code}: ${output.trim()}`)
        return { falsified, problems }
      }
    }
    const after = unmet(await checkLab(lab, workspace))
    append(
      problems,
      after.map((one) => `after the solution, ${one}`),
    )
    if (after.length > 0) return { falsified, problems }
    const restore = await keep(workspace, join(parts.folder, 'solved'))
    for (const outcome of lab.outcomes)
      for (const script of outcome.falsify) {
        falsified += 1
        const { code, output } = await runScript(script, folder, environment, bin)
        if (code !== 0)
          problems.push(`falsify of ${outcome.id} exits with ${code}: ${output.trim()}`)
        else {
          const [checked] = await checkLab({ outcomes: [outcome] }, workspace)
          if (checked?.finding === undefined)
            problems.push(`the outcome ${outcome.id} is met after: ${script.trim()}`)
        }
        await restore()
      }
  } finally {
    workspace.close()
  }
  return { falsified, problems }
}

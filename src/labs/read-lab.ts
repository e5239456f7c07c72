/** Reads a lab from its folder, in the language that is asked for where the lab has it. */
import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import {
  CHECK_NAMES,
  type Check,
  type Lab,
  type LabFile,
  type Outcome,
  type Seed,
  type Step,
} from './lab.ts'
import { LabProblem } from './lab-problem.ts'
import { hold } from './schema.ts'
import { readYaml, type YamlDocument } from './yaml-document.ts'

interface LabText {
  readonly title: string
  readonly why: string
  readonly minutes: number
  readonly order?: number
  readonly topics: readonly string[]
  readonly exam?: { readonly points: number }
  readonly task: string
  readonly seed?: Seed
  readonly files?: Readonly<Record<string, LabFile>>
  readonly outcomes: readonly OutcomeText[]
  readonly hints: readonly string[]
  readonly solution: readonly Step[]
  readonly explain: string
  readonly see: readonly string[]
}

interface OutcomeText {
  readonly id: string
  readonly says: string
  readonly notYet: string
  readonly falsify?: string | readonly string[]
  readonly [check: string]: unknown
}

interface Strings {
  readonly title: string
  readonly why: string
  readonly task: string
  readonly outcomes: Readonly<Record<string, Pick<OutcomeText, 'says' | 'notYet'>>>
  readonly hints: readonly string[]
  readonly solution: readonly string[]
  readonly explain: string
}

/** Its cluster is called so too, and a file and a folder here and there. */
const NAME = /^[a-z\d]+(?:-[a-z\d]+)*$/
const LONGEST_NAME = 40

const isLabName = (name: string): boolean => name.length <= LONGEST_NAME && NAME.test(name)

/** Of a lab without an order: behind all others. */
const LAST = 1000

const SOURCES = ['text', 'from', 'key', 'request', 'authority', 'certificate', 'cluster'] as const

/** What no schema says well. */
const faultsOf = ({
  outcomes,
  files = {},
  seed = {},
}: LabText): [at: (string | number)[], problem: string][] => {
  const faults: [(string | number)[], string][] = []
  const seen = new Set<string>()
  for (const [i, outcome] of outcomes.entries()) {
    const checks = CHECK_NAMES.filter((name) => outcome[name] !== undefined)
    if (checks.length !== 1)
      faults.push([
        ['outcomes', i],
        `outcomes[${i}] has ${checks.length === 0 ? 'no check' : checks.join(' and ')}; give it one of ${CHECK_NAMES.join(', ')}`,
      ])
    if (seen.has(outcome.id))
      faults.push([['outcomes', i, 'id'], `there are two outcomes ${outcome.id}`])
    seen.add(outcome.id)
  }
  for (const [name, file] of Object.entries(files)) {
    const sources = SOURCES.filter((source) => file[source] !== undefined)
    if (sources.length !== 1)
      faults.push([
        ['files', name],
        `files.${name} is made in one way; give it one of ${SOURCES.join(', ')}`,
      ])
  }
  const users = new Set((seed.users ?? []).map((user) => user.name))
  for (const [i, { by, decidedBy }] of (seed.requests ?? []).entries())
    for (const name of [by, decidedBy])
      if (name !== undefined && !users.has(name))
        faults.push([
          ['seed', 'requests', i],
          `seed.requests[${i}] names ${name}, who is none of seed.users`,
        ])
  return faults
}

const checkOf = (outcome: OutcomeText): Check => {
  const name = CHECK_NAMES.find((one) => outcome[one] !== undefined)!
  return { name, given: outcome[name] } as Check
}

const outcomeOf = (outcome: OutcomeText): Outcome => {
  const { id, says, notYet, falsify = [] } = outcome
  return { id, says, notYet, check: checkOf(outcome), falsify: [falsify].flat() }
}

const refuse = (
  document: YamlDocument,
  faults: readonly [at: (string | number)[], problem: string][],
): void => {
  if (faults.length === 0) return
  throw new LabProblem(
    faults.map(([at, problem]) => `${document.path}:${document.lineOf(at)}: ${problem}`).join('\n'),
  )
}

/** Throws LabProblem where something of the lab is missing in its other language, or is there for nothing. */
const translated = (lab: Lab, path: string): Lab => {
  const document = readYaml(path)
  hold(document, 'strings.schema.json')
  const strings = document.value as Strings
  const ids = lab.outcomes.map(({ id }) => id)
  const missing = ids.filter((id) => !Object.hasOwn(strings.outcomes, id))
  const unknown = Object.keys(strings.outcomes).filter((id) => !ids.includes(id))
  refuse(document, [
    ...missing.map((id): [string[], string] => [['outcomes'], `the outcome ${id} is missing`]),
    ...unknown.map((id): [string[], string] => [
      ['outcomes', id],
      `there is no outcome ${id}; there are ${ids.join(', ')}`,
    ]),
    ...(strings.solution.length === lab.solution.length
      ? []
      : [
          [
            ['solution'],
            `the solution has ${lab.solution.length} steps, and here are ${strings.solution.length}`,
          ] satisfies [string[], string],
        ]),
  ])
  const { title, why, task, hints, explain } = strings
  return {
    ...lab,
    title,
    why,
    task,
    hints,
    explain,
    outcomes: lab.outcomes.map((outcome) => ({ ...outcome, ...strings.outcomes[outcome.id] })),
    solution: lab.solution.map((step, i) => ({ ...step, why: strings.solution[i]! })),
  }
}

/** `language`: such as `ko`; where the lab does not have it, its texts are English. Throws LabProblem. */
export const readLab = (folder: string, language = 'en'): Lab => {
  const name = basename(resolve(folder))
  if (!isLabName(name))
    throw new LabProblem(
      `${folder}: ${JSON.stringify(name)} is no name of a lab; call its folder something of small letters, digits and dashes, at most 40`,
    )
  const document = readYaml(join(folder, 'lab.yaml'))
  hold(document, 'lab.schema.json')
  const text = document.value as LabText
  refuse(document, faultsOf(text))
  const { seed = {}, files = {}, exam, order = LAST, outcomes, ...rest } = text
  const lab: Lab = {
    ...rest,
    name,
    folder: resolve(folder),
    order,
    points: exam?.points,
    seed,
    files,
    outcomes: outcomes.map(outcomeOf),
  }
  const other = join(folder, `lab.${language}.yaml`)
  return language !== 'en' && existsSync(other) ? translated(lab, other) : lab
}

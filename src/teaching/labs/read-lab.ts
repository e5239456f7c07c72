import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { CHECK_NAMES } from './checks/index.ts'
import type { Check, Lab, LabOutcome, LabSource, OutcomeSource } from './lab.ts'
import { LabProblem } from './lab-problem.ts'
import { schemaFaults } from './schema.ts'
import { type LabFault, readLabYaml, refuse } from './yaml-document.ts'

/** A translation that matches the schema. */
interface Strings extends Pick<Lab, 'title' | 'why' | 'task' | 'hints' | 'explain'> {
  readonly outcomes: Readonly<
    Record<string, Pick<LabOutcome, 'says' | 'notYet' | 'because' | 'hints'>>
  >
  readonly solution: readonly string[]
}

/** The cluster, files and folders are named after the lab. */
const NAME = /^[a-z\d]+(?:-[a-z\d]+)*$/
const LONGEST_NAME = 40

const LAST = 1000

const SOURCES = ['text', 'key', 'request', 'authority', 'certificate', 'cluster'] as const

/** Returns the errors that the schema cannot detect. */
const faultsOf = ({ outcomes, files = {}, seed = {}, hints, solution }: LabSource): LabFault[] => {
  const faults: LabFault[] = []
  const seen = new Set<string>()
  for (const [i, outcome] of outcomes.entries()) {
    const { id, step = 0 } = outcome
    const checks = CHECK_NAMES.filter((name) => outcome[name] !== undefined)
    if (checks.length !== 1)
      faults.push([
        ['outcomes', i],
        `outcomes[${i}] has ${checks.length === 0 ? 'no check' : checks.join(' and ')}; give it one of ${CHECK_NAMES.join(', ')}`,
      ])
    if (seen.has(id)) faults.push([['outcomes', i, 'id'], `there are two outcomes ${id}`])
    if (step === 0 && hints.length < 3)
      faults.push([['outcomes', i], `outcomes[${i}] needs step, unless hints has a third text`])
    if (step > solution.length)
      faults.push([
        ['outcomes', i, 'step'],
        `outcomes[${i}].step is ${step}; the solution has ${solution.length} steps`,
      ])
    seen.add(id)
  }
  for (const [name, file] of Object.entries(files))
    if (SOURCES.filter((source) => file[source] !== undefined).length !== 1)
      faults.push([
        ['files', name],
        `files.${name} has several or no sources; give it one of ${SOURCES.join(', ')}`,
      ])
  const users = new Set((seed.users ?? []).map((user) => user.name))
  for (const [i, { by, decidedBy }] of (seed.requests ?? []).entries())
    for (const name of [by, decidedBy])
      if (name !== undefined && !users.has(name))
        faults.push([
          ['seed', 'requests', i],
          `seed.requests[${i}] names ${name}, who is not in seed.users`,
        ])
  return faults
}

const outcomeOf = (outcome: OutcomeSource): LabOutcome => {
  const { falsify = [] } = outcome
  const name = CHECK_NAMES.find((one) => outcome[one] !== undefined)!
  const check = { name, given: outcome[name] } as Check
  return { ...outcome, check, falsify: [falsify].flat() }
}

const untranslated = (lab: Lab, strings: Strings): LabFault[] => {
  const ids = lab.outcomes.map(({ id }) => id)
  const given = Object.keys(strings.outcomes)
  return [
    ...ids
      .filter((id) => !given.includes(id))
      .map((id): LabFault => [['outcomes'], `the outcome ${id} is missing`]),
    ...given
      .filter((id) => !ids.includes(id))
      .map((id): LabFault => [
        ['outcomes', id],
        `there is no outcome ${id}; there are ${ids.join(', ')}`,
      ]),
    ...(['hints', 'solution'] as const)
      .filter((list) => strings[list].length !== lab[list].length)
      .map((list): LabFault => [
        [list],
        `${list} has ${strings[list].length} texts here, and ${lab[list].length} in lab.yaml`,
      ]),
  ]
}

const translated = (lab: Lab, path: string): Lab => {
  const document = readLabYaml(path)
  refuse(document, schemaFaults(document, 'strings.schema.json'))
  const strings = document.value as Strings
  refuse(document, untranslated(lab, strings))
  return {
    ...lab,
    ...strings,
    outcomes: lab.outcomes.map((outcome) => ({ ...outcome, ...strings.outcomes[outcome.id] })),
    solution: lab.solution.map((step, i) => ({ ...step, why: strings.solution[i]! })),
  }
}

/** `language`: such as `ko`; falls back to English. Throws LabProblem. */
export const readLab = (folder: string, language = 'en'): Lab => {
  const name = basename(resolve(folder))
  if (name.length > LONGEST_NAME || !NAME.test(name))
    throw new LabProblem(
      `${folder}: ${JSON.stringify(name)} is not a valid lab name; name the folder with at most 40 lower-case letters, digits and dashes`,
    )
  const document = readLabYaml(join(folder, 'lab.yaml'))
  refuse(document, schemaFaults(document, 'lab.schema.json'))
  const text = document.value as LabSource
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

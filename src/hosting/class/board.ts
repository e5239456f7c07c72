/** How far a class is, as its teacher sees it. Pure. */
import type { Person } from './people.ts'
import { countOf, type Standing, stuckFor } from './standing.ts'

export interface BoardLab {
  readonly name: string
  readonly title: string
  readonly outcomes: readonly { readonly id: string; readonly says: string }[]
}

export interface BoardCell {
  readonly lab: string
  readonly count: number
  readonly all: number
  readonly standing: Standing
}

export interface BoardRow extends Person {
  readonly cells: readonly BoardCell[]
  /** how many labs are solved */
  readonly solved: number
  /** where nothing has come true for the longest time; undefined: they are not at any lab */
  readonly stuck: { readonly lab: string; readonly milliseconds: number } | undefined
}

interface BoardParts {
  readonly people: readonly Person[]
  readonly labs: readonly BoardLab[]
  readonly standing: (learner: string, lab: string) => Standing
  /** ids of outcomes that were true before anybody had done anything */
  readonly trueAtStart: (learner: string, lab: string) => readonly string[]
  /** milliseconds since the epoch */
  readonly now: number
}

/** The lab at which something happened last is the one that they are at. */
const stuckOf = (cells: readonly BoardCell[], now: number): BoardRow['stuck'] => {
  const times = cells.flatMap(({ lab, standing }) => {
    const milliseconds = stuckFor(standing, now)
    return milliseconds === undefined ? [] : [{ lab, milliseconds }]
  })
  return times.toSorted((a, b) => a.milliseconds - b.milliseconds)[0]
}

/** In the order of the file of names. */
export const boardOf = ({ people, labs, standing, trueAtStart, now }: BoardParts): BoardRow[] =>
  people.map(({ id, name: given }) => {
    // two learners of one name are told apart by their ids
    const isTwice = people.some((other) => other.name === given && other.id !== id)
    const name = isTwice ? `${given} (${id})` : given
    const cells = labs.map(({ name: lab, outcomes }): BoardCell => {
      const is = standing(id, lab)
      return { lab, count: countOf(is, trueAtStart(id, lab)), all: outcomes.length, standing: is }
    })
    const solved = cells.filter((cell) => cell.standing.solved !== undefined).length
    return { id, name, cells, solved, stuck: stuckOf(cells, now) }
  })

/** Those first who have waited the longest for something to come true. */
export const byStuck = (rows: readonly BoardRow[]): BoardRow[] =>
  rows.toSorted((a, b) => (b.stuck?.milliseconds ?? -1) - (a.stuck?.milliseconds ?? -1))

/** For programs and for CSV: a line for each outcome of each learner. */
export const outcomesOf = (rows: readonly BoardRow[], labs: readonly BoardLab[]) =>
  rows.flatMap(({ id, name, cells }) =>
    cells.flatMap(({ lab, standing }, at) =>
      labs[at]!.outcomes.map((outcome) => {
        const met = standing.met[outcome.id]
        return {
          name,
          id,
          lab,
          solved: standing.solved,
          outcome: outcome.id,
          met: met !== undefined,
          since: met?.since,
          by: met?.by,
        }
      }),
    ),
  )

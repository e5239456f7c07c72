/** The progress of a class. Pure. */
import type { Person } from './people.ts'
import { countOf, NOT_BEGUN, type Standing, stuckFor } from './standing.ts'

export interface BoardLab {
  readonly name: string
  readonly title: string
  /** ids of outcomes */
  readonly outcomes: readonly string[]
}

export interface BoardCell {
  readonly lab: string
  readonly count: number
  readonly all: number
  readonly standing: Standing
}

export interface BoardRow extends Person {
  readonly cells: readonly BoardCell[]
  readonly solved: number
  /** the unsolved lab with the latest progress, and the time since that progress */
  readonly stuck: { readonly lab: string; readonly milliseconds: number } | undefined
}

interface BoardParts {
  readonly people: readonly Person[]
  readonly labs: readonly BoardLab[]
  /** `trueAtStart`: ids of outcomes */
  readonly seat: (
    learner: string,
    lab: string,
  ) => { readonly standing: Standing; readonly trueAtStart: readonly string[] } | undefined
  /** milliseconds since the epoch */
  readonly now: number
}

const stuckOf = (cells: readonly BoardCell[], now: number): BoardRow['stuck'] => {
  const times = cells.flatMap(({ lab, standing }) => {
    const milliseconds = stuckFor(standing, now)
    return milliseconds === undefined ? [] : [{ lab, milliseconds }]
  })
  return times.toSorted((a, b) => a.milliseconds - b.milliseconds)[0]
}

export const boardOf = ({ people, labs, seat, now }: BoardParts): BoardRow[] =>
  people.map(({ id, name: given }) => {
    const isTwice = people.some((other) => other.name === given && other.id !== id)
    const name = isTwice ? `${given} (${id})` : given
    const cells = labs.map(({ name: lab, outcomes }): BoardCell => {
      const { standing, trueAtStart } = seat(id, lab) ?? { standing: NOT_BEGUN, trueAtStart: [] }
      return { lab, count: countOf(standing, trueAtStart), all: outcomes.length, standing }
    })
    const solved = cells.filter((cell) => cell.standing.solved !== undefined).length
    return { id, name, cells, solved, stuck: stuckOf(cells, now) }
  })

/** Sorts by the time without progress, longest first. */
export const byStuck = (rows: readonly BoardRow[]): BoardRow[] =>
  rows.toSorted((a, b) => (b.stuck?.milliseconds ?? -1) - (a.stuck?.milliseconds ?? -1))

export const csvRows = (
  rows: readonly BoardRow[],
  labs: readonly BoardLab[],
): (string | number)[][] =>
  rows.flatMap(({ id, name, cells }) =>
    cells.flatMap(({ lab, standing: { met, solved = '' } }, at) =>
      labs[at]!.outcomes.map((outcome) => {
        const { since = '', by = '' } = met[outcome] ?? {}
        return [name, id, lab, solved, outcome, since === '' ? 0 : 1, since, by]
      }),
    ),
  )

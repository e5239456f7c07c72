/** The board of a class, from what is kept of it. */
import { type BoardLab, boardOf, type BoardRow } from '../../labs/class/board.ts'
import { readLab } from '../../labs/read-lab.ts'
import { systemClock } from '../../boot/system.ts'
import { type FoundClass, labFolder } from './class-file.ts'
import { readStandings, seatKey, standingOf } from './standings-file.ts'

export interface Board {
  readonly labs: readonly BoardLab[]
  readonly rows: readonly BoardRow[]
}

/** A function that reads how far everybody is now. Throws LabProblem and FileError, and so does what it returns. */
export const boardReader = ({ home, file }: FoundClass, language: string): (() => Board) => {
  const labs = file.labs.map((name): BoardLab => {
    const { title, outcomes } = readLab(labFolder(home, name), language)
    return { name, title, outcomes: outcomes.map(({ id, says }) => ({ id, says })) }
  })
  const seats = new Map(file.seats.map((seat) => [seatKey(seat), seat]))
  return () => {
    const standings = readStandings(home)
    const rows = boardOf({
      people: file.people,
      labs,
      standing: (learner, lab) => standingOf(standings, { learner, lab }),
      trueAtStart: (learner, lab) => seats.get(seatKey({ learner, lab }))?.trueAtStart ?? [],
      now: systemClock.now(),
    })
    return { labs, rows }
  }
}

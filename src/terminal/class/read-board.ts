/** The board of a class, from what is kept of it. */
import { type BoardLab, boardOf, type BoardRow } from '../../labs/class/board.ts'
import { readLab } from '../../labs/read-lab.ts'
import { systemClock } from '../../boot/system.ts'
import { clusterOf } from '../../labs/class/bundle.ts'
import { NOT_BEGUN } from '../../labs/class/standing.ts'
import { type FoundClass, labFolder, readState } from './class-file.ts'

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
  return () => {
    const { seats } = readState(home)
    const rows = boardOf({
      people: file.people,
      labs,
      standing: (learner, lab) => seats[clusterOf(learner, lab)]?.standing ?? NOT_BEGUN,
      trueAtStart: (learner, lab) => seats[clusterOf(learner, lab)]?.trueAtStart ?? [],
      now: systemClock.now(),
    })
    return { labs, rows }
  }
}

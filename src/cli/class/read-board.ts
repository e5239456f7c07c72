import { type BoardLab, boardOf, type BoardRow } from '../../hosting/class/board.ts'
import { clusterOf } from '../../hosting/class/bundle.ts'
import { systemClock } from '../../server/system.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { type ClassFile, type FoundClass, labFolder, readClass, readState } from './class-file.ts'

export interface Board {
  readonly labs: readonly BoardLab[]
  readonly rows: readonly BoardRow[]
}

/** Returns a function that reads the board. Both functions throw LabProblem and FileError. */
export const boardReader = ({ home, file }: FoundClass, language: string): (() => Board) => {
  const labsOf = ({ labs }: ClassFile): BoardLab[] =>
    labs.map((name): BoardLab => {
      const { title, outcomes } = readLab(labFolder(home, name), language)
      return { name, title, outcomes: outcomes.map(({ id }) => id) }
    })
  let read = file
  let labs = labsOf(read)
  return () => {
    const now = readClass(home) ?? read
    if (now.labs.length !== read.labs.length) labs = labsOf(now)
    read = now
    const { seats } = readState(home)
    const rows = boardOf({
      people: read.people,
      labs,
      seat: (learner, lab) => seats[clusterOf(learner, lab)],
      now: systemClock.now(),
    })
    return { labs, rows }
  }
}

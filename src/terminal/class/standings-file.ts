/** How far everybody is: a file that the class writes and the board reads. */
import { join } from 'node:path'
import { keepPrivateFile, readIfThere } from '../../boot/files.ts'
import { NOT_BEGUN, type Standing } from '../../labs/class/standing.ts'
import type { Seat } from './class-file.ts'

/** By {@link seatKey}. */
export type Standings = ReadonlyMap<string, Standing>

export const seatKey = ({ learner, lab }: Pick<Seat, 'learner' | 'lab'>): string =>
  `${learner}/${lab}`

const pathIn = (home: string): string => join(home, 'standings.json')

/** Throws FileError. */
export const writeStandings = (home: string, standings: Standings): void =>
  keepPrivateFile(pathIn(home), `${JSON.stringify(Object.fromEntries(standings))}\n`)

/** Throws FileError. */
export const readStandings = (home: string): Standings => {
  const text = readIfThere(pathIn(home))
  return new Map(
    text === undefined ? [] : Object.entries(JSON.parse(text) as Record<string, Standing>),
  )
}

export const standingOf = (standings: Standings, seat: Pick<Seat, 'learner' | 'lab'>): Standing =>
  standings.get(seatKey(seat)) ?? NOT_BEGUN

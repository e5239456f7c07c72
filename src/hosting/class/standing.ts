/** How far a learner is with a lab, and since when. Pure. */
import { formatTime } from '../../apimachinery/clock.ts'

/** Who says that an outcome is there: the class has `seen` it itself, or the learner's csrlab has `reported` it. */
type Witness = 'seen' | 'reported'

interface Met {
  /** RFC 3339 */
  readonly since: string
  readonly by: Witness
}

export interface Standing {
  /** the outcomes that are there, by their ids */
  readonly met: Readonly<Record<string, Met>>
  /** RFC 3339: when the learner did something for the first time; undefined: not yet */
  readonly began?: string
  /** RFC 3339: when the last outcome came true */
  readonly moved?: string
  /** RFC 3339: when all were there for the first time */
  readonly solved?: string
}

export const NOT_BEGUN: Standing = { met: {} }

interface Looked {
  /** ids of all outcomes, in the order of the lab */
  readonly ids: readonly string[]
  /** those that the class has found to be there */
  readonly seen: ReadonlySet<string>
  /** those of the last report */
  readonly reported: ReadonlySet<string>
  /** whether the learner has done something since the last look */
  readonly isActive: boolean
  /** milliseconds since the epoch */
  readonly now: number
}

/** What has become of it; outcomes that were there before keep their time. */
export const afterLook = (
  before: Standing,
  { ids, seen, reported, isActive, now }: Looked,
): Standing => {
  const time = formatTime(now)
  const there = ids.filter((id) => seen.has(id) || reported.has(id))
  const met = Object.fromEntries(
    there.map((id): [string, Met] => [
      id,
      { since: before.met[id]?.since ?? time, by: seen.has(id) ? 'seen' : 'reported' },
    ]),
  )
  const began = before.began ?? (isActive ? time : undefined)
  const hasMoved = began !== undefined && there.some((id) => before.met[id] === undefined)
  const moved = hasMoved ? time : before.moved
  const isSolved = there.length === ids.length
  const solved = before.solved ?? (isSolved ? time : undefined)
  return {
    met,
    ...(began !== undefined && { began }),
    ...(moved !== undefined && { moved }),
    ...(solved !== undefined && { solved }),
  }
}

/** How many outcomes count: those that were true before anybody had done anything count only together with another one. */
export const countOf = ({ met }: Standing, trueAtStart: readonly string[]): number => {
  const ids = Object.keys(met)
  return ids.every((id) => trueAtStart.includes(id)) ? 0 : ids.length
}

/** For how long, in milliseconds, nothing has come true of a lab that is begun and not solved; undefined: it is not. */
export const stuckFor = ({ began, moved, solved }: Standing, now: number): number | undefined =>
  began === undefined || solved !== undefined
    ? undefined
    : Math.max(now - Date.parse(moved ?? began), 0)

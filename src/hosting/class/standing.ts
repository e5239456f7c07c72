import { formatTime } from '../../apimachinery/clock.ts'

/** The class has `seen` an outcome itself, or the learner's csrlab has `reported` it. */
type Witness = 'seen' | 'reported'

interface MetOutcome {
  /** RFC 3339 */
  readonly since: string
  readonly by: Witness
}

export interface Standing {
  /** by outcome */
  readonly met: Readonly<Record<string, MetOutcome>>
  /** first action, RFC 3339 */
  readonly began?: string
  /** when the latest outcome since `began` was met; RFC 3339 */
  readonly moved?: string
  /** RFC 3339 */
  readonly solved?: string
}

export const NOT_BEGUN: Standing = { met: {} }

interface CheckedOutcomes {
  /** in the order of the lab */
  readonly outcomes: readonly { readonly id: string }[]
  readonly seen: ReadonlySet<string>
  /** need not be ids of outcomes */
  readonly reported: ReadonlySet<string>
  readonly isActive: boolean
  /** milliseconds since the epoch */
  readonly now: number
}

/** Returns the standing after a check. Outcomes that are still met keep their `since`. */
export const afterLook = (
  before: Standing,
  { outcomes, seen, reported, isActive, now }: CheckedOutcomes,
): Standing => {
  const time = formatTime(now)
  const ids = outcomes.map(({ id }) => id)
  const there = ids.filter((id) => seen.has(id) || reported.has(id))
  const met = Object.fromEntries(
    there.map((id): [string, MetOutcome] => [
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

/** Counts met outcomes. Returns 0 if all of them were already met at the start. */
export const countOf = ({ met }: Standing, trueAtStart: readonly string[]): number => {
  const ids = Object.keys(met)
  return ids.every((id) => trueAtStart.includes(id)) ? 0 : ids.length
}

/** Returns the milliseconds without progress; undefined unless the lab is begun and unsolved. */
export const stuckFor = ({ began, moved, solved }: Standing, now: number): number | undefined =>
  began === undefined || solved !== undefined
    ? undefined
    : Math.max(now - Date.parse(moved ?? began), 0)

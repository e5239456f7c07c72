import { createHash } from 'node:crypto'
import type { Lab } from './lab.ts'

type Drawable = Pick<Lab, 'name' | 'minutes' | 'points'>

const TASKS = 6

/**
 * Draws from the labs that have points, unsolved ones first: as many as fit into `minutes`, or six
 * without a limit. A lab's place depends on its own name, so that adding a lab does not reorder the
 * others.
 */
export const drawExam = <L extends Drawable>(
  labs: readonly L[],
  {
    seed,
    minutes,
    solved,
  }: {
    readonly seed: number
    readonly minutes: number | undefined
    readonly solved: ReadonlySet<string>
  },
): L[] => {
  const placeOf = ({ name }: L): string =>
    `${solved.has(name) ? 1 : 0}${createHash('sha256').update(`${seed}/${name}`).digest('hex')}`
  const places = labs
    .filter(({ points }) => points !== undefined)
    .map((lab) => ({ lab, place: placeOf(lab) }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ lab }) => lab)
  if (minutes === undefined) return places.slice(0, TASKS)
  let left = minutes
  return places.filter((lab) => {
    if (lab.minutes > left) return false
    left -= lab.minutes
    return true
  })
}

/** Which labs an exam is made of. Pure. */
import { createHash } from 'node:crypto'
import type { Lab } from './lab.ts'

type Drawable = Pick<Lab, 'name' | 'minutes' | 'points'>

/**
 * Of the labs that exams may draw as many as fit into the minutes, in an order that the seed decides; none where even the shortest is
 * longer. A lab that is added later moves no other: each has its place by its own name.
 */
export const drawExam = <L extends Drawable>(
  labs: readonly L[],
  { seed, minutes }: { readonly seed: number; readonly minutes: number },
): L[] => {
  const placeOf = ({ name }: L): string =>
    createHash('sha256').update(`${seed}/${name}`).digest('hex')
  const places = labs
    .filter(({ points }) => points !== undefined)
    .map((lab) => ({ lab, place: placeOf(lab) }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
  let left = minutes
  const drawn: L[] = []
  for (const { lab } of places) {
    if (lab.minutes > left) continue
    left -= lab.minutes
    drawn.push(lab)
  }
  return drawn
}

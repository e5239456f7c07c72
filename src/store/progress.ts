/** Told from time to time how much of a long work is done, of how much in all; the unit is the work's own. */
export type Progress = (done: number, total: number) => void

/** Nobody looks on. */
export const unwatched: Progress = () => undefined

/** A cluster of whoever runs this one, as far as the page tells of it. */
export interface Neighbour {
  readonly name: string
  readonly isRunning: boolean
  /** where clients find it; undefined: it was never ready */
  readonly server: string | undefined
  /** the file that leads to it; undefined: it was never ready */
  readonly kubeconfig: string | undefined
}

/** Looks for them, this one included. */
export type FindNeighbours = () => Promise<readonly Neighbour[]>

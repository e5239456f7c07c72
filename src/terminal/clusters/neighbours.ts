/** The clusters of this user, as the page of one of them shows them. */
import type { FindNeighbours } from '../../page/neighbour.ts'

/** Rejects with FileError. */
export const neighboursOf =
  (environment: Readonly<Record<string, string | undefined>>): FindNeighbours =>
  async () => {
    const { findAll } = await import('./found.ts')
    const all = await findAll(environment)
    return all.map(({ name, isRunning, said }) => ({
      name,
      isRunning,
      server: said?.url,
      kubeconfig: said?.kubeconfig,
    }))
  }

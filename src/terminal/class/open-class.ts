/** Serves a class again that was made before. */
import { join } from 'node:path'
import { readLab } from '../../labs/read-lab.ts'
import { createServer, type Server } from '../../server.ts'
import { deskFolder, type FoundClass, labFolder, seatFolder } from './class-file.ts'
import { closeAll, type RunningClass, type RunningSeat } from './running-class.ts'
import { openSeatCluster } from './seat-cluster.ts'

/** Throws what `createServer` throws, and LabProblem; then none of its clusters runs. */
export const openClass = async (
  { home, file }: FoundClass,
  tell: (at: number, all: number) => void,
): Promise<RunningClass> => {
  const { reach, port } = file
  const labs = new Map(file.labs.map((name) => [name, readLab(labFolder(home, name))]))
  const servers: Server[] = []
  try {
    const desk = await createServer({ ...reach, hints: false, port, dataDir: deskFolder(home) })
    servers.push(desk)
    const { url } = await desk.listen()
    const seats: RunningSeat[] = []
    for (const seat of file.seats) {
      tell(seats.length + 1, file.seats.length)
      const lab = labs.get(seat.lab)!
      const cluster = await openSeatCluster(lab, seatFolder(home, seat), { reach, port: seat.port })
      servers.push(cluster.server)
      const folder = join(file.folder, seat.learner, `lab-${seat.lab}`)
      seats.push({ seat, lab, cluster, folder })
    }
    return { home, file, desk, deskUrl: url, seats }
  } catch (error) {
    await closeAll(servers)
    throw error
  }
}

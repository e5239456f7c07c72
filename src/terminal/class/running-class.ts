/** The clusters of a class, in this process. */
import type { Lab } from '../../labs/lab.ts'
import type { Server } from '../../server.ts'
import type { ClassFile, Seat } from './class-file.ts'
import type { SeatCluster } from './seat-cluster.ts'

export interface RunningSeat {
  readonly seat: Seat
  readonly lab: Lab
  readonly cluster: SeatCluster
  /** the working folder that the class knows of, absolute */
  readonly folder: string
}

export interface RunningClass {
  readonly home: string
  readonly file: ClassFile
  /** where learners join and report */
  readonly desk: Server
  readonly deskUrl: string
  readonly seats: readonly RunningSeat[]
}

/** Closes servers, all at once. */
export const closeAll = async (servers: readonly Pick<Server, 'close'>[]): Promise<void> => {
  await Promise.all(servers.map((server) => server.close()))
}

export const closeClass = ({ desk, seats }: RunningClass): Promise<void> =>
  closeAll([desk, ...seats.map(({ cluster }) => cluster.server)])

import { mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { formatTime } from '../../apimachinery/clock.ts'
import { parseGoDuration } from '../../apimachinery/duration.ts'
import { StatusError } from '../../apimachinery/status.ts'
import { clusterOf, type LabBundle } from '../../hosting/class/bundle.ts'
import { afterLook, NOT_BEGUN } from '../../hosting/class/standing.ts'
import { systemClock } from '../../server/system.ts'
import { LabProblem } from '../../teaching/labs/lab-problem.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { BEGINNING, saveSnapshot } from '../../teaching/labs/snapshots.ts'
import { beginOn } from '../labs/check-server.ts'
import { auditLogOf, type Seat } from './class-file.ts'
import { filesOf } from './hand-out.ts'
import { type OpenClass, seatServer } from './open-class.ts'

const now = (): number => systemClock.now()

const definitionOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filesOf(folder).files).filter(([name]) => /^lab(\.\w+)?\.yaml$/.test(name)),
  )

/** With `seed.ago`, the cluster's clock starts that long ago, so that its CA is that old. */
const clockOf = ({ seed: { ago } }: Lab): { clock?: string } =>
  ago === undefined ? {} : { clock: formatTime(now() - parseGoDuration(ago) * 1000) }

/** Creates a lab's cluster; removes an earlier cluster of its name. Rejects with LabProblem. */
export const createSeat = async (open: OpenClass, learner: string, lab: Lab): Promise<void> => {
  const { host, home } = open
  const name = clusterOf(learner, lab.name)
  if (host.find(name) !== undefined) await host.remove([name])
  rmSync(auditLogOf(home, name), { force: true })
  try {
    await host.create({ names: [name], ...lab.seed.cluster, ...clockOf(lab) })
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    throw new LabProblem(`${join(lab.folder, 'lab.yaml')}: seed.cluster: ${error.message}`)
  }
}

/**
 * Creates a lab's cluster and folder with their initial content; removes earlier ones. Rejects with
 * LabProblem.
 */
export const makeSeat = async (open: OpenClass, learner: string, lab: Lab, folder: string) => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await createSeat(open, learner, lab)
  const server = await seatServer(open, learner, lab.name)
  const { trueAtStart } = await beginOn(lab, server, folder)
  const cluster = open.host.get(clusterOf(learner, lab.name))
  await cluster.use((awake) => saveSnapshot(awake, BEGINNING))
  // flushes the audit log
  await cluster.sleep()
  const seededBytes = statSync(server.auditLog).size
  const { url, token, caPem } = server
  const { files, links: auditLogs } = filesOf(folder)
  const standing = afterLook(NOT_BEGUN, {
    outcomes: lab.outcomes,
    seen: new Set(trueAtStart),
    reported: new Set(),
    isActive: false,
    now: now(),
  })
  const seat: Seat = { seededBytes, trueAtStart, standing }
  const bundle: LabBundle = {
    name: lab.name,
    server: { url, token, caPem, servingCaPem: open.caPem },
    seededBytes,
    definition: definitionOf(lab.folder),
    files,
    auditLogs,
  }
  return { seat, bundle }
}

import { SYSTEM_ANONYMOUS } from '../../apimachinery/user.ts'
import { clusterOf } from '../../hosting/class/bundle.ts'
import { DESK, readReports } from '../../hosting/class/desk.ts'
import { metIn } from '../../hosting/class/report.ts'
import { afterLook } from '../../hosting/class/standing.ts'
import { systemClock } from '../../server/system.ts'
import { metIds } from '../../teaching/labs/check-lab.ts'
import { isOfLearner } from '../../teaching/labs/client.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import type { RequestJournal, EntryFilter } from '../../testing/journal/journal.ts'
import { checkServer } from '../labs/check-server.ts'
import { folderMark } from '../labs/follow.ts'
import { type ClassFile, type Seat, workFolder, writeState } from './class-file.ts'
import { labsOf } from './fill-class.ts'
import { type OpenClass, seatServer } from './open-class.ts'

/** Whether the journal has a wanted request after number `read.last`. Updates `read.last`. */
const hasNews = (
  read: { last: number },
  journal: Pick<RequestJournal, 'last' | 'find'> | undefined,
  isWanted: EntryFilter,
): boolean => {
  if (journal === undefined || journal.last === read.last) return false
  // request numbers start over if the cluster could not save its journal before it slept
  const from = read.last > journal.last ? 0 : read.last
  read.last = journal.last
  return journal.find((entry) => entry.number > from && isWanted(entry)).length > 0
}

interface WatchedSeat {
  readonly seat: Seat
  readonly learner: string
  readonly lab: Lab
  readonly folder: string
  last: number
  seen: ReadonlySet<string>
  /** ids of the outcomes that were reported as met, separated by blanks */
  report: string
  mark: string | undefined
}

/** Users of requests without valid credentials. */
const STRANGERS: ReadonlySet<string> = new Set(['', SYSTEM_ANONYMOUS])

const byLearner: EntryFilter = ({ user, userAgent }) =>
  !STRANGERS.has(user) && isOfLearner(userAgent)
const isWrite: EntryFilter = ({ verb, code }) =>
  (verb === 'update' || verb === 'patch') && code < 400

export const classWatcher = (open: OpenClass) => {
  const { home, host, state } = open
  const all = new Map<string, WatchedSeat>()
  const deskRead = { last: 0 }
  let isFirstLook = true

  const newReports = async (): Promise<ReadonlySet<string>> => {
    const told = new Set<string>()
    const desk = host.get(DESK)
    const isNew = hasNews(deskRead, desk.journal, isWrite)
    if (!isNew && !isFirstLook) return told
    isFirstLook = false
    for (const { learner, lab, data } of await desk.use(readReports)) {
      const name = clusterOf(learner, lab)
      const watched = all.get(name)
      const report = metIn(data)
      if (watched === undefined || watched.report === report) continue
      watched.report = report
      told.add(name)
    }
    return told
  }

  const hasWorked = (name: string, watched: WatchedSeat): boolean => {
    const isNew = hasNews(watched, host.get(name).journal, byLearner)
    const before = watched.mark
    watched.mark = folderMark(watched.folder)
    // a folder that was deleted, or that the class restored, is not the learner's work
    const isThere = Boolean(before) && watched.mark !== ''
    return isNew || (isThere && before !== watched.mark)
  }

  const check = async (watched: WatchedSeat): Promise<void> => {
    const { learner, lab, folder, seat } = watched
    try {
      const checked = await checkServer(lab, {
        server: await seatServer(open, learner, lab.name),
        folder,
        seededBytes: seat.seededBytes,
      })
      watched.seen = new Set(metIds(checked))
    } catch {
      // a learner can break the cluster; then the earlier results stay
    }
  }

  return {
    /** Starts watching new clusters. Throws LabProblem. */
    cover: (file: ClassFile): void => {
      for (const lab of labsOf(home, file))
        for (const { id: learner } of file.people) {
          const name = clusterOf(learner, lab.name)
          const seat = state.seats[name]
          if (seat === undefined || all.has(name)) continue
          const met = Object.entries(seat.standing.met)
          const by = (witness: string): string[] =>
            met.flatMap(([id, how]) => (how.by === witness ? [id] : []))
          all.set(name, {
            seat,
            learner,
            lab,
            folder: workFolder(file, learner, lab.name),
            last: 0,
            seen: new Set(by('seen')),
            report: by('reported').join(' '),
            mark: undefined,
          })
        }
    },
    /** Updates the standing of labs that have new requests, files or reports. Throws FileError. */
    look: async (): Promise<void> => {
      const told = await newReports()
      let hasChanged = false
      for (const [name, watched] of all) {
        const { seat, lab } = watched
        const { standing: before } = seat
        const isFirst = watched.mark === undefined
        const hasActed = hasWorked(name, watched)
        // the first look cannot tell whether files changed while the class was not served
        const isUnsure = isFirst && before.began !== undefined && before.solved === undefined
        if (isUnsure || hasActed) await check(watched)
        else if (!told.has(name)) continue
        const after = afterLook(before, {
          outcomes: lab.outcomes,
          seen: watched.seen,
          reported: new Set(watched.report.split(' ')),
          // at the first look, a report may be from before this process started
          isActive: hasActed || (!isFirst && told.has(name)),
          now: systemClock.now(),
        })
        if (JSON.stringify(after) === JSON.stringify(before)) continue
        seat.standing = after
        hasChanged = true
      }
      if (hasChanged) writeState(home, state)
    },
  }
}

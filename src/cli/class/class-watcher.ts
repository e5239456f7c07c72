import { SYSTEM_ANONYMOUS } from '../../apimachinery/user.ts'
import { clusterOf } from '../../hosting/class/bundle.ts'
import { DESK, readReports } from '../../hosting/class/desk.ts'
import { metIn } from '../../hosting/class/report.ts'
import { afterLook } from '../../hosting/class/standing.ts'
import { systemClock } from '../../server/system.ts'
import { isOfLearner } from '../../teaching/labs/client.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import type { RequestJournal, EntryFilter } from '../../testing/journal/journal.ts'
import { checkServer, metIds } from '../labs/check-server.ts'
import { folderMark } from '../labs/follow.ts'
import { type ClassFile, type Seat, workFolder, writeState } from './class-file.ts'
import { labsOf } from './fill-class.ts'
import { type OpenClass, seatServer } from './open-class.ts'

interface News {
  readonly last: number
  readonly isNew: boolean
}

/**
 * Tells whether a journal has a wanted request after number `last`; a cluster that sleeps has none.
 */
const newsIn = (
  journal: Pick<RequestJournal, 'last' | 'find'> | undefined,
  last: number,
  isWanted: EntryFilter,
): News => {
  if (journal === undefined || journal.last === last) return { last, isNew: false }
  // numbers restart after a kill
  const from = last > journal.last ? 0 : last
  const found = journal.find((entry) => entry.number > from && isWanted(entry))
  return { last: journal.last, isNew: found.length > 0 }
}

interface Watched {
  readonly seat: Seat
  readonly learner: string
  readonly lab: Lab
  readonly folder: string
  readonly ids: readonly string[]
  seen: ReadonlySet<string>
  reported: ReadonlySet<string>
  mark: string | undefined
  /** resourceVersion of the report; undefined: none was read yet */
  version: string | undefined
}

const markOf = (folder: string): string => {
  try {
    return folderMark(folder)
  } catch {
    // the learner has moved the folder
    return ''
  }
}

/** Users of requests without valid credentials, which are not the learner's work. */
const STRANGERS: ReadonlySet<string> = new Set(['', SYSTEM_ANONYMOUS])

const byLearner: EntryFilter = ({ user, userAgent }) =>
  !STRANGERS.has(user) && isOfLearner(userAgent)
const isWrite: EntryFilter = ({ verb, code }) =>
  (verb === 'update' || verb === 'patch') && code < 400

export class ClassWatcher {
  readonly #open: OpenClass
  readonly #watched = new Map<string, Watched>()
  /** newest request at the desk; undefined: no reports were read yet */
  #lastAtDesk: number | undefined

  constructor(open: OpenClass) {
    this.#open = open
  }

  /** Adds new clusters. Throws LabProblem. */
  cover(file: ClassFile): void {
    const { home, state } = this.#open
    for (const lab of labsOf(home, file).values())
      for (const { id: learner } of file.people) {
        const name = clusterOf(learner, lab.name)
        const seat = state.seats[name]
        if (seat === undefined || this.#watched.has(name)) continue
        const met = Object.entries(seat.standing.met)
        const by = (witness: string): Set<string> =>
          new Set(met.flatMap(([id, how]) => (how.by === witness ? [id] : [])))
        this.#watched.set(name, {
          seat,
          learner,
          lab,
          folder: workFolder(file, learner, lab.name),
          ids: lab.outcomes.map(({ id }) => id),
          seen: by('seen'),
          reported: by('reported'),
          mark: undefined,
          version: undefined,
        })
      }
  }

  /** Checks all clusters with new requests or reports. Throws FileError. */
  async look(): Promise<void> {
    const told = await this.#readReports()
    let hasChanged = false
    for (const [name, watched] of this.#watched) {
      const { seat } = watched
      const { standing: before } = seat
      const isFirst = watched.mark === undefined
      const hasActed = this.#hasActed(name, watched)
      // work done while the class was not served shows only in the folder
      const isUnsure = isFirst && before.began !== undefined && before.solved === undefined
      if (isUnsure || hasActed) await this.#check(watched)
      else if (!told.has(name)) continue
      const after = afterLook(before, {
        ...watched,
        // a report from before the start is not new
        isActive: hasActed || (!isFirst && told.has(name)),
        now: systemClock.now(),
      })
      if (JSON.stringify(after) === JSON.stringify(before)) continue
      seat.standing = after
      hasChanged = true
    }
    if (hasChanged) writeState(this.#open.home, this.#open.state)
  }

  async #readReports(): Promise<ReadonlySet<string>> {
    const told = new Set<string>()
    const desk = this.#open.host.hosted(DESK)
    const isFirst = this.#lastAtDesk === undefined
    const { last, isNew } = newsIn(desk.journal, this.#lastAtDesk ?? 0, isWrite)
    this.#lastAtDesk = last
    if (!isFirst && !isNew) return told
    const reports = await desk.use(readReports)
    for (const { learner, lab, resourceVersion, data } of reports) {
      const name = clusterOf(learner, lab)
      const watched = this.#watched.get(name)
      if (watched === undefined || watched.version === resourceVersion) continue
      const met = metIn(data, watched.ids)
      if (watched.version !== undefined || met !== undefined) told.add(name)
      watched.version = resourceVersion
      watched.reported = met ?? new Set()
    }
    return told
  }

  /** Tells whether the learner has worked in the cluster or the folder. */
  #hasActed(name: string, watched: Watched): boolean {
    const { seat } = watched
    const { last, isNew } = newsIn(this.#open.host.hosted(name).journal, seat.last, byLearner)
    seat.last = last
    const before = watched.mark
    watched.mark = markOf(watched.folder)
    // a deleted folder, or one that the class restored, is not the learner's work
    const isThere = Boolean(before) && watched.mark !== ''
    return isNew || (isThere && before !== watched.mark)
  }

  async #check(watched: Watched): Promise<void> {
    const { learner, lab, folder, seat } = watched
    try {
      const checked = await checkServer(lab, {
        server: await seatServer(this.#open, learner, lab.name),
        folder,
        seededBytes: seat.seededBytes,
        say: wordingOf('en'),
        now: () => systemClock.now(),
      })
      watched.seen = new Set(metIds(checked))
    } catch {
      // the learner broke the cluster; earlier results hold until it answers again
    }
  }
}

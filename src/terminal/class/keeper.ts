/** Looks again and again at what the learners do, and keeps how far they are. */
import { checkLab } from '../../labs/check-lab.ts'
import { isOfLearner } from '../../labs/client.ts'
import { readReports } from '../../labs/class/desk.ts'
import { metIn } from '../../labs/class/report.ts'
import { afterLook, type Standing } from '../../labs/class/standing.ts'
import { type OpenPlace, openPlace } from '../../labs/open-place.ts'
import { wordingOf } from '../../labs/wording.ts'
import { folderMark } from '../labs/follow.ts'
import type { RunningClass, RunningSeat } from './running-class.ts'
import { seatKey, type Standings, standingOf } from './standings-file.ts'

export interface KeeperParts {
  readonly running: Pick<RunningClass, 'desk' | 'seats'>
  readonly standings: Standings
  /** milliseconds since the epoch */
  readonly now: () => number
  /** called when something has changed */
  readonly save: (standings: Standings) => void
}

interface Watched {
  readonly running: RunningSeat
  readonly place: OpenPlace
  readonly ids: readonly string[]
  seen: ReadonlySet<string>
  reported: ReadonlySet<string>
  /** of the newest request of its journal that was looked at */
  last: number
  /** undefined: nobody has looked yet */
  mark: string | undefined
  /** of its report */
  version: string | undefined
}

const markOf = (folder: string): string => {
  try {
    return folderMark(folder)
  } catch {
    // it was moved to where the learner works
    return ''
  }
}

export class Keeper {
  readonly #parts: KeeperParts
  readonly #watched: ReadonlyMap<string, Watched>
  readonly #standings: Map<string, Standing>

  constructor(parts: KeeperParts) {
    this.#parts = parts
    this.#standings = new Map(parts.standings)
    this.#watched = new Map(
      parts.running.seats.map((running): [string, Watched] => {
        const { seat, lab, cluster, folder } = running
        const { seededBytes } = seat
        const { now } = parts
        const place = openPlace({
          server: cluster.at,
          folder,
          seededBytes,
          say: wordingOf('en'),
          now,
        })
        return [
          seatKey(seat),
          {
            running,
            place,
            ids: lab.outcomes.map(({ id }) => id),
            seen: new Set(),
            reported: new Set(),
            last: cluster.server.journal.last,
            mark: undefined,
            version: undefined,
          },
        ]
      }),
    )
  }

  /** Looks once at everybody of whom there is something new. */
  async look(): Promise<void> {
    const told = await this.#readReports()
    let hasChanged = false
    for (const [key, watched] of this.#watched) {
      const isFirst = watched.mark === undefined
      const hasActed = this.#hasActed(watched)
      if (isFirst || hasActed) await this.#check(watched)
      else if (!told.has(key)) continue
      const before = standingOf(this.#standings, watched.running.seat)
      const after = afterLook(before, {
        ...watched,
        // a report that was there at the start is none of today
        isActive: hasActed || (!isFirst && told.has(key)),
        now: this.#parts.now(),
      })
      if (JSON.stringify(after) === JSON.stringify(before)) continue
      this.#standings.set(key, after)
      hasChanged = true
    }
    if (hasChanged) this.#parts.save(this.#standings)
  }

  close(): void {
    for (const { place } of this.#watched.values()) place.close()
  }

  /** Of whom there is a report that was not there before. */
  async #readReports(): Promise<ReadonlySet<string>> {
    const told = new Set<string>()
    for await (const report of readReports(this.#parts.running.desk)) {
      const key = seatKey(report)
      const watched = this.#watched.get(key)
      if (watched === undefined || watched.version === report.resourceVersion) continue
      const met = metIn(report.data, watched.ids)
      if (watched.version !== undefined || met !== undefined) told.add(key)
      watched.version = report.resourceVersion
      watched.reported = met ?? new Set()
    }
    return told
  }

  /** Whether there is something new in the cluster or in the folder. */
  #hasActed(watched: Watched): boolean {
    const { cluster, folder } = watched.running
    const { journal } = cluster.server
    const { last } = watched
    const isNew =
      journal.last !== last &&
      journal.find(({ number, userAgent }) => number > last && isOfLearner(userAgent)).length > 0
    watched.last = journal.last
    const before = watched.mark
    watched.mark = markOf(folder)
    return isNew || (before !== undefined && before !== watched.mark)
  }

  async #check(watched: Watched): Promise<void> {
    try {
      const checked = await checkLab(watched.running.lab, watched.place)
      const met = checked.filter(({ finding }) => finding === undefined)
      watched.seen = new Set(met.map(({ outcome }) => outcome.id))
    } catch {
      // a learner has stopped their cluster from answering; what was seen before holds until it does
    }
  }
}

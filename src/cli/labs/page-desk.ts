/** The lab of this cluster for its page: checked, explained and begun anew as the commands of labs do. */
import { statSync } from 'node:fs'
import { formatTime } from '../../apimachinery/clock.ts'
import { systemClock } from '../../server/system.ts'
import type { CommandLine } from '../kit/command-line.ts'
import { isSolved } from '../../teaching/labs/check-lab.ts'
import { restoreBeginning } from '../../hosting/class/beginning.ts'
import type { OpenPlace } from '../../teaching/labs/open-place.ts'
import type { LabDesk, LabView } from '../../teaching/page/parts.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { restoreGiven } from './begin.ts'
import { checkedOutcomes, checkSession, hintCommand } from './check-commands.ts'
import { auditLogOf } from './detached.ts'
import { noteLab, readProgress } from './progress.ts'
import { openSession, type Session, sessionOf } from './session.ts'
import { emptyWorkFolder } from './work-folder.ts'

class Desk implements LabDesk {
  readonly #name: string
  readonly #parts: CommandParts
  #hints: string[] = []

  constructor(name: string, parts: CommandParts) {
    this.#name = name
    this.#parts = parts
  }

  #line(language: string): CommandLine {
    return { words: [this.#name], values: { lang: language }, switches: {}, given: new Set() }
  }

  async #at<T>(
    language: string,
    task: (session: Session, place: OpenPlace) => Promise<T>,
  ): Promise<T> {
    const { environment } = this.#parts
    const session = sessionOf(this.#line(language), environment)
    const place = await openSession(session, environment)
    try {
      return await task(session, place)
    } finally {
      place.close()
    }
  }

  look(language: string): Promise<LabView> {
    return this.#at(language, async (session, place) => {
      const { lab, entry } = session
      const checked = await checkSession(session, place, this.#parts)
      return {
        name: lab.name,
        title: lab.title,
        minutes: lab.minutes,
        task: lab.task,
        folder: entry.folder,
        time: formatTime(systemClock.now()),
        outcomes: checkedOutcomes(checked),
        hints: this.#hints,
        ...(isSolved(checked) && { explain: lab.explain }),
      }
    })
  }

  async hint(language: string): Promise<void> {
    const { text } = await hintCommand(this.#line(language), this.#parts)
    if (!this.#hints.includes(text)) this.#hints.push(text)
  }

  reset(language: string): Promise<void> {
    return this.#at(language, async ({ lab, entry }, place) => {
      const { environment } = this.#parts
      await restoreBeginning(place.asker)
      emptyWorkFolder(entry.folder, true)
      restoreGiven(environment, lab.name, entry.folder)
      this.#hints = []
      noteLab(environment, lab.name, {
        started: formatTime(systemClock.now()),
        hints: 0,
        hint: undefined,
        seededBytes: statSync(auditLogOf(environment, lab.name)).size,
      })
    })
  }
}

/** The desk of the lab `name`; undefined if nobody works on it on this machine. */
export const deskOf = (name: string, parts: CommandParts): LabDesk | undefined => {
  const entry = readProgress(parts.environment).labs[name]
  return entry === undefined || entry.class !== undefined ? undefined : new Desk(name, parts)
}

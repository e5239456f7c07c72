import { isSolved } from '../../teaching/labs/check-lab.ts'
import type { LabDesk } from '../../teaching/page/parts.ts'
import { type CommandContext, type CommandLine, printed } from '../kit/index.ts'
import { checkedOutcomes, checkOnce } from './check-session.ts'
import { giveHint } from './lab-commands.ts'
import { readProgress, timeNow } from './progress.ts'
import { type LabSession, sessionOf } from './session.ts'
import { restoreLab } from './start-over.ts'

/** Returns undefined if the lab belongs to a class or was not started. */
export const deskOf = (name: string, context: CommandContext): LabDesk | undefined => {
  const { environment } = context
  const entry = readProgress(environment).labs[name]
  if (entry === undefined || entry.class !== undefined) return undefined
  let hints: string[] = []
  const line: CommandLine = { words: [name], values: {}, switches: {}, given: new Set() }
  const sessionIn = (language: string): LabSession => sessionOf(line, { environment, language })
  return {
    look: async (language) => {
      const session = sessionIn(language)
      const checked = await checkOnce(session, context)
      const { title, minutes, task, explain } = session.lab
      return {
        name,
        title,
        minutes,
        task,
        folder: session.entry.folder,
        time: timeNow(),
        outcomes: checkedOutcomes(checked),
        hints,
        ...(isSolved(checked) && { explain }),
      }
    },
    hint: async (language) => {
      const { text } = printed(await giveHint(line, { ...context, language }))
      if (!hints.includes(text)) hints.push(text)
    },
    reset: async (language) => {
      await restoreLab(sessionIn(language), environment)
      hints = []
    },
  }
}

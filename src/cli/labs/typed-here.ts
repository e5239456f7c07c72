/** Commands in texts as they are typed where somebody is: who came by `npx` has no `csrlab` on the path. */
import type { Shown } from '../../apimachinery/text/shown.ts'
import type { Command, CommandParts, Keyboard } from '../kit/grammar/command.ts'
import { isForPrograms } from '../kit/command-line.ts'

type Run = NonNullable<Command['run']>

/** A command, and not the program in a sentence. */
const NAMED = /(?<!npx |[\w./-])csrlab (?=(?:lab|stop|list|class) )/g

/** What npm sets for what `npx` starts (docs.npmjs.com, npm-exec and scripts). */
const isByNpx = (environment: CommandParts['environment']): boolean =>
  environment['npm_command'] === 'exec' && environment['npm_lifecycle_event'] === 'npx'

const byNpx = (text: string): string => text.replaceAll(NAMED, 'npx csrlab ')
/** Nothing is put in that would not be seen. */
const shownByNpx = (text: Shown): Shown => byNpx(text) as Shown

const keyboardByNpx = ({ draw, ...keyboard }: Keyboard): Keyboard => ({
  ...keyboard,
  draw: (text, ...rest) => draw(shownByNpx(text), ...rest),
})

const partsByNpx = (parts: CommandParts): CommandParts => {
  const { terminal } = parts
  return {
    ...parts,
    terminal: {
      ...terminal,
      print: (text) => terminal.print(shownByNpx(text)),
      write: (text) => terminal.write(shownByNpx(text)),
      keyboard: (press) => {
        const keyboard = terminal.keyboard(press)
        return keyboard && keyboardByNpx(keyboard)
      },
    },
  }
}

/** The same command, whose texts and errors name commands as they are typed; what is for programs stays as it is. */
export const typedHere =
  (run: Run): Run =>
  async (line, parts) => {
    if (!isByNpx(parts.environment) || isForPrograms(line)) return run(line, parts)
    try {
      const result = await run(line, partsByNpx(parts))
      return result && { ...result, text: shownByNpx(result.text) }
    } catch (error) {
      if (error instanceof Error) error.message = byNpx(error.message)
      throw error
    }
  }

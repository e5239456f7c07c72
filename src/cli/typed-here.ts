/** For users of `npx csrlab`, adds `npx` to commands in texts: `csrlab` may not be on the path. */
import { type CommandContext, type Environment, isForPrograms, type Run } from './kit/index.ts'

/** Matches the program's name only if `lab`, `stop`, `list` or `class` follows. */
const NAMED = /(?<!npx |[\w./-])csrlab (?=(?:lab|stop|list|class) )/g

/** npm sets these variables for `npx` (docs.npmjs.com, npm-exec and scripts). */
const isByNpx = (environment: Environment): boolean =>
  environment['npm_command'] === 'exec' && environment['npm_lifecycle_event'] === 'npx'

const byNpx = (text: string): string => text.replaceAll(NAMED, 'npx csrlab ')

const terminalByNpx = (terminal: CommandContext['terminal']): CommandContext['terminal'] => ({
  ...terminal,
  print: (lines) => terminal.print(lines.map(byNpx)),
  keyboard: () => {
    const keyboard = terminal.keyboard()
    return (
      keyboard && {
        ...keyboard,
        draw: (lines, ...rest) => keyboard.draw(lines.map(byNpx), ...rest),
      }
    )
  },
})

/** Output for programs stays unchanged. */
export const typedHere =
  (run: Run): Run =>
  async (line, context) => {
    if (!isByNpx(context.environment) || isForPrograms(line)) return run(line, context)
    try {
      const result = await run(line, { ...context, terminal: terminalByNpx(context.terminal) })
      return result && 'lines' in result ? { ...result, lines: result.lines.map(byNpx) } : result
    } catch (error) {
      if (error instanceof Error) error.message = byNpx(error.message)
      throw error
    }
  }

/** Commands in texts begin with `npx csrlab` if the user typed that. */
import t from 'tap'
import type { CommandContext } from '../../src/cli/kit/grammar/command.ts'
import type { Environment } from '../../src/cli/kit/command-line.ts'
import { CommandError } from '../../src/cli/kit/errors.ts'
import { typedHere } from '../../src/cli/typed-here.ts'
import { lineOf, NO_TERMINAL } from '../fixtures/command.ts'

const NPX = { npm_command: 'exec', npm_lifecycle_event: 'npx' }
const TEXT =
  'csrlab lab next goes on (csrlab stop lab-jane); npx csrlab lab, and csrlab is a program.'
const BY_NPX =
  'npx csrlab lab next goes on (npx csrlab stop lab-jane); npx csrlab lab, and csrlab is a program.'

const typed = async (environment: Environment, json = false) => {
  const seen: string[] = []
  const see = (lines: readonly string[]) => void seen.push(...lines)
  const line = lineOf(json ? ['lab', 'list', '--json'] : ['lab', 'list'])
  const keyboard = (): ReturnType<CommandContext['terminal']['keyboard']> => ({
    next: async () => undefined,
    draw: see,
    size: () => ({ columns: 80, rows: 24 }),
    end: () => undefined,
  })
  const terminal = { ...NO_TERMINAL, print: see, keyboard }
  const run = typedHere((_line, context) => {
    context.terminal.print([TEXT])
    context.terminal.keyboard()?.draw([TEXT], '')
    return { lines: [TEXT] }
  })
  const result = await run(line, { environment, terminal } as unknown as CommandContext)
  if (result && 'lines' in result) see(result.lines)
  return seen
}

t.test('texts name the command that the user typed', async (t) => {
  t.same(await typed(NPX), [BY_NPX, BY_NPX, BY_NPX])
  t.same(new Set(await typed({})), new Set([TEXT]))
  t.same(new Set(await typed({ ...NPX, npm_lifecycle_event: 'test' })), new Set([TEXT]))
  t.same(new Set(await typed(NPX, true)), new Set([TEXT]), 'JSON stays unchanged')
})

t.test('errors name the command that the user typed', async (t) => {
  const run = typedHere(() => {
    throw new CommandError('no lab has been started; csrlab lab list shows all labs')
  })
  const line = lineOf(['lab', 'list'])
  await t.rejects(
    async () => run(line, { environment: NPX, terminal: NO_TERMINAL } as unknown as CommandContext),
    { message: 'no lab has been started; npx csrlab lab list shows all labs' },
  )
})

/** Who came by `npx` is told commands that can be typed. */
import t from 'tap'
import { shownLines } from '../../../src/apimachinery/text/shown.ts'
import { CommandError } from '../../../src/cli/kit/command-options.ts'
import { typedHere } from '../../../src/cli/labs/typed-here.ts'
import type { CommandParts } from '../../../src/cli/kit/grammar/command.ts'
import { lineOf, NO_TERMINAL } from '../../fixtures/command.ts'

const NPX = { npm_command: 'exec', npm_lifecycle_event: 'npx' }
const TEXT =
  'csrlab lab next goes on (csrlab stop lab-jane); npx csrlab lab, and csrlab is a program.'
const BY_NPX =
  'npx csrlab lab next goes on (npx csrlab stop lab-jane); npx csrlab lab, and csrlab is a program.'

const typed = async (environment: CommandParts['environment'], json = false) => {
  const seen: string[] = []
  const see = (text: string): void => void seen.push(text)
  const line = lineOf(json ? ['lab', 'list', '--json'] : ['lab', 'list'])
  const keyboard = (): ReturnType<CommandParts['terminal']['keyboard']> => ({
    draw: see,
    size: () => ({ columns: 80, rows: 24 }),
    end: () => undefined,
  })
  const terminal = { ...NO_TERMINAL, print: see, write: see, keyboard }
  const run = typedHere((_line, parts) => {
    parts.terminal.print(shownLines([TEXT]))
    parts.terminal.write(shownLines([TEXT]))
    parts.terminal.keyboard(() => undefined)?.draw(shownLines([TEXT]), shownLines(['']))
    return { text: shownLines([TEXT]), code: 0 }
  })
  const result = await run(line, { environment, terminal } as unknown as CommandParts)
  see(result?.text ?? '')
  return seen
}

t.test('texts', async (t) => {
  t.same(await typed(NPX), [BY_NPX, BY_NPX, BY_NPX, BY_NPX])
  t.same(new Set(await typed({})), new Set([TEXT]))
  t.same(new Set(await typed({ ...NPX, npm_lifecycle_event: 'test' })), new Set([TEXT]))
  t.same(new Set(await typed(NPX, true)), new Set([TEXT]), 'JSON stays as it is')
})

t.test('errors', async (t) => {
  const run = typedHere(() => {
    throw new CommandError('no lab is started; csrlab lab list shows them')
  })
  const line = lineOf(['lab', 'list'])
  await t.rejects(
    async () => run(line, { environment: NPX, terminal: NO_TERMINAL } as unknown as CommandParts),
    { message: 'no lab is started; npx csrlab lab list shows them' },
  )
})

import t from 'tap'
import { CONTROLLER_FLAGS } from '../../../src/server/controller-flags.ts'
import { FLAG_LIST } from '../../../src/server/flags.ts'
import { SECTIONS } from '../../../src/cli/commands/index.ts'
import { MODULES, RUNS } from '../../../src/cli/commands/runs.ts'
import type { Command } from '../../../src/cli/kit/grammar/command.ts'
import { type } from '../../fixtures/command.ts'

const COMMANDS = SECTIONS.flatMap(({ commands }) => commands)

const typed = (commands: readonly Command[], before: readonly string[] = []): string[][] =>
  commands.flatMap(({ name, verbs = [] }) => [
    [...before, name],
    ...typed(verbs, [...before, name]),
  ])

t.test(
  'every declared command has an implementation or subcommands, and every implementation is declared',
  async (t) => {
    const working = (commands: readonly Command[], before = ''): string[] =>
      commands.flatMap(({ name, verbs = [], run }) => [
        ...(run === undefined && verbs.length > 0 ? [] : [before + name]),
        ...working(verbs, `${before}${name} `),
      ])
    const listing = ['clusters', 'lab', 'snapshot']
    t.same(working(COMMANDS).sort(), [...Object.keys(RUNS), ...listing].sort())
  },
)

t.test('the module of every command exports its function', async (t) => {
  for (const [path, load] of Object.entries(MODULES))
    t.type(Reflect.get(await load(), `${path.split(' ').at(-1)!}Command`), 'function', path)
})

t.test('csrlab controllers has all controller flags', async (t) => {
  const { options = {} } = COMMANDS.find(({ name }) => name === 'controllers')!
  for (const name of Object.keys(CONTROLLER_FLAGS)) t.ok(options[name], name)
})

const tooLong = (text: string) => text.split('\n').filter((line) => line.length > 80)

t.test('csrlab help and -h list the commands', async (t) => {
  const { text, code } = await type(['help'])
  t.equal(code, 0)
  for (const { name } of COMMANDS) t.match(text, new RegExp(`^.* ${name}( |,|$)`, 'm'), name)
  // fits 24 rows together with the command and the next prompt
  t.ok(text.split('\n').length <= 23, text)
  t.same(await type(['-h']), { text, code })
  t.same(tooLong(text), [])
})

t.test('csrlab --help has a line for each command and each option of start', async (t) => {
  const { text, code } = await type(['--help'])
  t.equal(code, 0)
  const lost = FLAG_LIST.filter(([name]) => !new RegExp(`^  --${name}\\b`, 'm').test(text))
  t.same(lost, [])
  for (const { name, summary } of COMMANDS) {
    t.match(text, new RegExp(`^ {2}${name} .*\\S`, 'm'))
    t.match(text.replaceAll(/\n +/g, ' '), summary)
  }
  t.match(text, /^ {2}--port 6443 {13}port to listen on/m, 'the default is shown')
  t.match(text, /^ {2}--ca-key-passphrase-file FILE\n {26}\S/m)
  t.match(text, 'CSRLAB_DATA_DIR')
  t.same(tooLong(text), [])
  t.same(await type(['help', '--all']), { text, code })
})

t.test('help COMMAND, COMMAND --help and COMMAND -h print the same', async (t) => {
  for (const words of typed(COMMANDS)) {
    const { text, code } = await type(['help', ...words])
    t.equal(code, 0)
    t.match(text, `Usage: csrlab ${words.join(' ')}`)
    if (words[0] !== 'start') t.match(text, /^ {2}-h, --help {14}print this help$/m)
    t.same(tooLong(text), [], words.join(' '))
    t.same(await type([...words, '--help']), { text, code })
    t.same(await type([...words, '--nonsense', '-h']), { text, code }, 'despite an invalid option')
  }
})

t.test('common options of start are grouped, the rest need --all', async (t) => {
  const { text } = await type(['help', 'start'])
  t.match(text, /^Network:\n {2}--host 127\.0\.0\.1 /m)
  t.notMatch(text, '--etcd-prefix')
  t.match(text, /^csrlab help start --all lists \d+ more options\.$/m)
  const { text: all } = await type(['help', 'start', '--all'])
  for (const [name] of FLAG_LIST)
    t.equal(
      all.split('\n').filter((line) => line.startsWith(`  --${name} `) || line === `  --${name}`)
        .length,
      1,
      name,
    )
  t.same(tooLong(all), [])
})

t.test('csrlab version, -V and -v print the version', async (t) => {
  const version = { text: '0.0.0\n', code: 0 }
  const all = [['version'], ['--version'], ['-V'], ['-v'], ['--in-memory', '-V']]
  // `csrlab start` has the option too
  for (const words of [...all, ['start', '--version'], ['start', '-v']])
    t.same(await type(words), version)
  t.match(JSON.parse((await type(['version', '--json'])).text), { csrlab: '0.0.0' })
})

t.test('a mistyped subcommand gets a suggestion, for each command with subcommands', async (t) => {
  const nouns = COMMANDS.flatMap((command) => [command, ...(command.verbs ?? [])])
  const withVerbs = nouns.filter(({ verbs = [] }) => verbs.length > 0)
  t.ok(withVerbs.length > 7)
  for (const { name, verbs = [] } of withVerbs) {
    const noun = name === 'exam' ? ['lab', 'exam'] : [name]
    const verb = verbs.at(-1)!.name
    const typo = `${verb}x`
    const path = `csrlab ${noun.join(' ')}`
    t.match(
      await type([...noun, typo]),
      { code: 2, text: `${path} has no command "${typo}"; did you mean ${path} ${verb}?` },
      path,
    )
  }
})

t.test('csrlab run refuses the options of a kept cluster by name', async (t) => {
  const options = ['etcd-servers', 'etcd-prefix', 'etcd-cafile', 'etcd-certfile', 'etcd-keyfile']
  options.push('name', 'recreate', 'clusters', 'data-dir', 'in-memory', 'kubeconfig')
  for (const option of [...options, 'encryption-passphrase-file'])
    t.match(await type(['run', `--${option}`, '--', 'true']), {
      code: 2,
      text: `csrlab run does not take --${option}: its cluster is in memory`,
    })
})

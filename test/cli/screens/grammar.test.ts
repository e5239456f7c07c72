import t from 'tap'
import type { Command, Section } from '../../../src/cli/kit/grammar/command.ts'
import { findCommand } from '../../../src/cli/kit/grammar/find-command.ts'
import { type Grammar, readLine } from '../../../src/cli/kit/grammar/read-line.ts'

const GRAMMAR: Grammar = {
  path: 'csrlab paint',
  usage: 'FENCE [GATE]',
  options: {
    colour: { value: 'NAME', short: 'c', help: '', environment: true },
    twice: { help: '', environment: true },
    brush: { value: 'SIZE', help: '', offer: ['3', '5'] },
  },
}

t.test('arguments, values and switches may be in any order', async (t) => {
  t.match(readLine(GRAMMAR, ['north', '--colour', 'red', '--twice', 'gate'], {}), {
    words: ['north', 'gate'],
    values: { colour: 'red' },
    switches: { twice: true },
    given: new Set(['colour', 'twice']),
  })
  for (const args of [['--colour=red'], ['-c', 'red'], ['-cred'], ['-c', 'blue', '-c', 'red']])
    t.match(readLine(GRAMMAR, ['north', ...args], {}).values, { colour: 'red' }, args.join(' '))
  t.same(readLine(GRAMMAR, ['--', '--twice'], {}).words, ['--twice'])
  t.equal(readLine(GRAMMAR, ['north', '--colour=-1'], {}).values['colour'], '-1')
})

t.test('the command line overrides options from the environment', async (t) => {
  const environment = { CSRLAB_COLOUR: 'blue', CSRLAB_BRUSH: '3', CSRLAB_TWICE: 'no' }
  const line = readLine(GRAMMAR, ['north'], environment)
  t.same({ ...line.values }, { colour: 'blue' })
  t.same({ ...line.switches }, { twice: false })
  t.equal(line.given.size, 0)
  t.equal(readLine(GRAMMAR, ['north', '-c', 'red'], environment).values['colour'], 'red')
  t.same(
    { ...readLine(GRAMMAR, ['north'], { CSRLAB_COLOUR: '' }).values },
    {},
    'an empty variable is unset',
  )
  t.throws(() => readLine(GRAMMAR, ['north'], { CSRLAB_TWICE: 'maybe' }), /CSRLAB_TWICE is "maybe"/)
})

t.test('invalid command lines get an error, with a suggestion if possible', async (t) => {
  const cases = [
    [['north', '--color', 'red'], 'csrlab paint has no option --color; did you mean --colour? '],
    [['north', '--hepl'], 'csrlab paint has no option --hepl; did you mean --help? '],
    [['north', '-x'], 'csrlab paint has no option -x; csrlab help paint lists all options'],
    [['north', '--toString'], 'csrlab paint has no option --toString; '],
    [['north', '--__proto__=1'], 'csrlab paint has no option --__proto__; '],
    [['north', '--colour'], '--colour needs a value: --colour NAME'],
    [['north', '--colour', '--twice'], '--colour needs a value, and --twice looks like an option'],
    [['north', '--twice=yes'], '--twice is a switch and takes no value'],
    [['north', '--brush', '4'], '--brush is "4"; use one of 3, 5'],
    [[], 'an argument is missing: csrlab paint FENCE [GATE]'],
    [['a', 'b', 'c'], 'unexpected argument "c": csrlab paint FENCE [GATE]'],
  ] as const
  for (const [args, says] of cases)
    t.throws(() => readLine(GRAMMAR, args, {}), { name: 'UsageError', message: says }, says)
  t.throws(
    () => readLine({ path: 'csrlab dry' }, ['up'], {}),
    /unexpected argument "up": csrlab dry takes no arguments/,
  )
})

t.test('with subcommands, an unexpected argument is a subcommand in the wrong place', async (t) => {
  const lab: Grammar = { ...GRAMMAR, path: 'csrlab lab', usage: '', commands: ['list', 'start'] }
  t.throws(() => readLine(lab, ['--twice', 'start'], {}), {
    message: 'the command comes first: csrlab lab start [OPTIONS]',
  })
  t.throws(() => readLine(lab, ['--twice', 'strat'], {}), {
    message:
      'csrlab lab has no command "strat"; did you mean csrlab lab start? csrlab help lab lists all commands',
  })
})

t.test('options that do not fit a command are refused with the reason', async (t) => {
  const refused = { names: new Set(['frame']), reason: 'it has no frame' }
  t.throws(() => readLine({ ...GRAMMAR, refused }, ['north', '--frame', 'oak'], {}), {
    message: 'csrlab paint does not take --frame: it has no frame',
  })
})

t.test('the arguments after -- are not parsed', async (t) => {
  const run: Grammar = { ...GRAMMAR, usage: 'COMMAND…', isCommand: true }
  const line = readLine(run, ['--twice', '--', 'sh', '-c', 'x', '--', '--colour'], {})
  t.same(line.words, ['sh', '-c', 'x', '--', '--colour'])
  t.match(line.switches, { twice: true })
  t.throws(
    () => readLine(run, ['sh', '-c', 'x'], {}),
    /write -- before the command: csrlab paint -- sh …/,
  )
  t.throws(() => readLine(run, ['--twice', '--'], {}), /an argument is missing/)
})

const command = (name: string, more: Partial<Command> = {}): Command => ({
  name,
  summary: name,
  run: () => ({ text: '' as never, code: 0 }),
  ...more,
})

t.test('commands and subcommands are found; unknown ones get an error', async (t) => {
  const sections: Section[] = [
    { title: 'A', commands: [command('paint')] },
    {
      title: 'B',
      commands: [
        command('clock', {
          usage: '[TIME]',
          verbs: [command('set')],
        }),
        { name: 'lamp', summary: '', verbs: [command('light')] },
        command('door', { verbs: [command('open'), command('lock')] }),
      ],
    },
  ]
  const lines = [
    ['paint set --x', 'csrlab paint', 'set', '--x'],
    ['clock', 'csrlab clock'],
    ['clock 10:00', 'csrlab clock', '10:00'],
    ['clock set 10:00', 'csrlab clock set', '10:00'],
    ['lamp --help', 'csrlab lamp', '--help'],
    ['lamp light x', 'csrlab lamp light', 'x'],
    ['door', 'csrlab door'],
    ['door --json opne', 'csrlab door', '--json', 'opne'],
  ] as const
  for (const [line, path, ...rest] of lines)
    t.match(findCommand(sections, line.split(' ')), { path, rest }, line)
  const errors = {
    paimt: /there is no command "paimt"; did you mean csrlab paint\? csrlab help lists all/,
    xyz: /there is no command "xyz"; csrlab help lists all commands/,
    'lamp ligth':
      /csrlab lamp has no command "ligth"; did you mean csrlab lamp light\? csrlab help/,
    'door opne': /csrlab door has no command "opne"; did you mean csrlab door open\? csrlab help/,
    'door lo': /did you mean csrlab door lock\?/,
    'door x': /csrlab door has no command "x"; csrlab help door lists all commands/,
    toString: /no command/,
  }
  for (const [line, message] of Object.entries(errors))
    t.throws(() => findCommand(sections, line.split(' ')), message)
})

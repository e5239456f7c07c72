import t from 'tap'
import { environmentName, FLAG_LIST } from '../../src/boot/flags.ts'
import { readCommandLine } from '../../src/terminal/command-line.ts'
import { COMMANDS } from '../../src/terminal/commands.ts'
import { helpText } from '../../src/terminal/help.ts'
import { OptionsError } from '../../src/boot/options.ts'

t.test('nothing given is a data folder here, on the port of a cluster', (t) => {
  t.match(readCommandLine([], {}), {
    help: false,
    version: false,
    kubeconfig: undefined,
    options: {
      host: '127.0.0.1',
      port: 6443,
      dataDir: '.csrlab',
      clusterSigningDuration: '8760h',
      kubernetesVersion: 'v1.36.3',
      logLevel: 'warn',
    },
  })
  t.end()
})

t.test('the environment has every option, and the command line wins', (t) => {
  t.equal(environmentName('data-dir'), 'CSRLAB_DATA_DIR')
  const environment = { CSRLAB_PORT: '7000', CSRLAB_HOST: '::1', CSRLAB_KUBECONFIG: 'k' }
  t.match(readCommandLine(['--port=7001'], environment), {
    kubeconfig: 'k',
    options: { port: 7001, host: '::1' },
  })
  t.equal(readCommandLine([], { CSRLAB_PORT: '' }).options.port, 6443, 'an empty one is not set')
  t.end()
})

t.test('a switch is true or false', (t) => {
  for (const text of ['1', 'true', 'YES']) {
    t.equal(readCommandLine([], { CSRLAB_IN_MEMORY: text }).options.dataDir, undefined, text)
  }
  for (const text of ['0', 'false', 'no', '']) {
    t.equal(readCommandLine([], { CSRLAB_IN_MEMORY: text }).options.dataDir, '.csrlab', text)
  }
  t.throws(() => readCommandLine([], { CSRLAB_IN_MEMORY: 'maybe' }), /CSRLAB_IN_MEMORY is "maybe"/)
  t.end()
})

t.test(
  'in memory and in a folder exclude each other, where one does not outrank the other',
  (t) => {
    const dataDir = (args: string[], environment: Record<string, string>): unknown =>
      readCommandLine(args, environment).options.dataDir
    t.equal(dataDir(['--in-memory'], { CSRLAB_DATA_DIR: 'x' }), undefined)
    t.equal(dataDir(['--data-dir', 'x'], { CSRLAB_IN_MEMORY: '1' }), 'x')
    t.throws(() => dataDir(['--in-memory', '--data-dir', 'x'], {}), OptionsError)
    t.throws(() => dataDir([], { CSRLAB_IN_MEMORY: '1', CSRLAB_DATA_DIR: 'x' }), OptionsError)
    t.end()
  },
)

t.test('hints are given unless somebody says no, and the command line wins', (t) => {
  const hints = (args: string[], environment: Record<string, string> = {}): unknown =>
    readCommandLine(args, environment).options.hints
  t.equal(hints([]), true)
  t.equal(hints(['--hints']), true)
  t.equal(hints(['--no-hints']), false)
  t.equal(hints(['--hints', '--no-hints']), false)
  t.equal(hints([], { CSRLAB_NO_HINTS: 'true' }), false)
  t.equal(hints([], { CSRLAB_HINTS: 'false' }), false)
  t.equal(hints(['--hints'], { CSRLAB_NO_HINTS: 'true' }), true)
  t.equal(hints(['--no-hints'], { CSRLAB_HINTS: 'true' }), false)
  t.end()
})

t.test('what no cluster has is there unless somebody says no', (t) => {
  const chosen = (args: string[], environment: Record<string, string> = {}): unknown[] => {
    const { hints, management } = readCommandLine(args, environment).options
    return [hints, management]
  }
  t.same(chosen([]), [true, true])
  t.same(chosen(['--no-management']), [true, false])
  t.same(chosen([], { CSRLAB_MANAGEMENT: 'false' }), [true, false])
  t.same(chosen(['--faithful']), [false, false])
  t.same(chosen(['--faithful', '--hints', '--management']), [false, false])
  t.same(chosen([], { CSRLAB_FAITHFUL: 'true' }), [false, false])
  t.same(chosen(['--hints'], { CSRLAB_FAITHFUL: 'true' }), [true, false])
  t.end()
})

t.test('what cannot be read is told in one sentence', (t) => {
  for (const args of [
    ['--colour'],
    ['serve', 'me'],
    ['--port'],
    ['--port', 'x'],
    ['--in-memory=yes'],
    ['--max-requests-inflight', 'many'],
    ['--max-mutating-requests-inflight='],
    ['--data-dir='],
    ['--kubeconfig='],
  ]) {
    t.throws(() => readCommandLine(args, {}), OptionsError, args.join(' '))
  }
  t.end()
})

t.test('the help has a line for each option', (t) => {
  const help = helpText()
  const lost = FLAG_LIST.filter(([name]) => !new RegExp(`^  --${name}\\b.`, 'm').test(help))
  t.same(lost, [])
  t.match(help, /^ {2}--port 6443 {23}port to listen on/m, 'with its usual value')
  for (const name of Object.keys(COMMANDS)) t.match(help, ` csrlab ${name} `)
  t.end()
})

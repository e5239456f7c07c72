import t from 'tap'
import { readStart as read } from '../../fixtures/command.ts'
import { OptionsError } from '../../../src/server/options.ts'

const wordsOf = (args: string) => args.split(' ').filter(Boolean)

t.test('by default, the data folder is in the current folder, and the port is 6443', async (t) => {
  t.match(read([], {}), {
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
})

t.test(
  '--in-memory and --data-dir exclude each other, unless one is on the command line and one in the environment',
  async (t) => {
    const dataDir = (args: string[], environment: Record<string, string>): unknown =>
      read(args, environment).options.dataDir
    t.equal(dataDir(['--in-memory'], { CSRLAB_DATA_DIR: 'x' }), undefined)
    t.equal(dataDir(['--data-dir', 'x'], { CSRLAB_IN_MEMORY: '1' }), 'x')
    t.throws(() => dataDir(['--in-memory', '--data-dir', 'x'], {}), OptionsError)
    t.throws(() => dataDir([], { CSRLAB_IN_MEMORY: '1', CSRLAB_DATA_DIR: 'x' }), OptionsError)
  },
)

t.test('hints on the command line override those in the environment', async (t) => {
  const rows = [
    ['--hints=full', {}, 'full'],
    ['--hints short', { CSRLAB_HINTS: 'full' }, 'short'],
    ['', { CSRLAB_HINTS: 'full' }, 'full'],
    ['', { CSRLAB_HINTS: 'true' }, true],
    ['--no-hints', {}, false],
    ['--hints=full --no-hints', {}, false],
    ['', { CSRLAB_NO_HINTS: 'true' }, false],
    ['', { CSRLAB_HINTS: 'false' }, false],
    ['--hints=full', { CSRLAB_NO_HINTS: 'true' }, 'full'],
    ['--no-hints', { CSRLAB_HINTS: 'true' }, false],
  ] as const
  for (const [args, environment, hints] of rows)
    t.equal(
      read(wordsOf(args), environment).options.hints,
      hints,
      `${args} ${JSON.stringify(environment)}`,
    )
})

t.test('hints and the management API are on by default; --faithful turns them off', async (t) => {
  const rows = [
    ['', {}, 'short', true],
    ['--no-management', {}, 'short', false],
    ['', { CSRLAB_MANAGEMENT: 'false' }, 'short', false],
    ['--faithful', {}, false, false],
    ['--faithful --hints=full --management', {}, false, false],
    ['', { CSRLAB_FAITHFUL: 'true' }, false, false],
    ['--hints=full', { CSRLAB_FAITHFUL: 'true' }, 'full', false],
  ] as const
  for (const [args, environment, hints, management] of rows)
    t.match(
      read(wordsOf(args), environment).options,
      { hints, management },
      `${args} ${JSON.stringify(environment)}`,
    )
})

t.test('invalid values throw OptionsError', async (t) => {
  for (const args of [
    ['--port', 'x'],
    ['--max-requests-inflight', 'many'],
    ['--max-mutating-requests-inflight='],
    ['--data-dir='],
    ['--kubeconfig='],
  ]) {
    t.throws(() => read(args, {}), OptionsError, args.join(' '))
  }
})

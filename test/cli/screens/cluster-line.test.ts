import t from 'tap'
import { readStart as read } from '../../fixtures/command.ts'
import { OptionsError } from '../../../src/server/options.ts'

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

t.test('hints are on by default, and the command line overrides the environment', async (t) => {
  const hints = (args: string[], environment: Record<string, string> = {}): unknown =>
    read(args, environment).options.hints
  t.equal(hints([]), 'short')
  t.equal(hints(['--hints=full']), 'full')
  t.equal(hints(['--hints', 'short'], { CSRLAB_HINTS: 'full' }), 'short')
  t.equal(hints([], { CSRLAB_HINTS: 'full' }), 'full')
  t.equal(hints([], { CSRLAB_HINTS: 'true' }), true)
  t.equal(hints(['--no-hints']), false)
  t.equal(hints(['--hints=full', '--no-hints']), false)
  t.equal(hints([], { CSRLAB_NO_HINTS: 'true' }), false)
  t.equal(hints([], { CSRLAB_HINTS: 'false' }), false)
  t.equal(hints(['--hints=full'], { CSRLAB_NO_HINTS: 'true' }), 'full')
  t.equal(hints(['--no-hints'], { CSRLAB_HINTS: 'true' }), false)
})

t.test('the management API is on by default', async (t) => {
  const chosen = (args: string[], environment: Record<string, string> = {}): unknown[] => {
    const { hints, management } = read(args, environment).options
    return [hints, management]
  }
  t.same(chosen([]), ['short', true])
  t.same(chosen(['--no-management']), ['short', false])
  t.same(chosen([], { CSRLAB_MANAGEMENT: 'false' }), ['short', false])
  t.same(chosen(['--faithful']), [false, false])
  t.same(chosen(['--faithful', '--hints=full', '--management']), [false, false])
  t.same(chosen([], { CSRLAB_FAITHFUL: 'true' }), [false, false])
  t.same(chosen(['--hints=full'], { CSRLAB_FAITHFUL: 'true' }), ['full', false])
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

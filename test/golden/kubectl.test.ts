import t from 'tap'
import { systemClock } from '../../src/boot/system.ts'
import { startServer } from '../fixtures/server.ts'
import { missingPrograms } from '../server/kubectl.ts'
import { installed } from '../fixtures/installed.ts'
import { FOLDERS } from './folders.ts'
import { KNOWN_COMMANDS } from './known.ts'
import { Home, readCommands } from './kubectl.ts'

const required = process.env['CSRLAB_REQUIRE_KUBECTL'] === '1'
/** others word some messages differently */
const RECORDED_KUBECTL = '1.32'

const lacksTools = (): string | false =>
  missingPrograms() ||
  (installed(
    'bash',
    '-c',
    `kubectl version --client | grep -q 'v${RECORDED_KUBECTL.replace('.', '[.]')}[.]'`,
  )
    ? false
    : `NOT TESTED: the recordings want kubectl ${RECORDED_KUBECTL}`)

t.test(
  'kubectl prints what it printed against a cluster',
  { skip: required ? false : lacksTools() },
  async (t) => {
    const cluster = await startServer(t, {
      ...FOLDERS['v1.34'],
      clock: systemClock,
      hints: false,
    })
    const home = new Home(t, cluster)
    for (const recorded of readCommands(new URL('v1.34/kubectl.json', import.meta.url))) {
      const printed = await home.run(recorded)
      if (recorded.setup === true) continue
      if (recorded.command in KNOWN_COMMANDS) {
        t.strictNotSame(printed, recorded.result, KNOWN_COMMANDS[recorded.command]!)
      } else t.strictSame(printed, recorded.result, recorded.command)
    }
  },
)

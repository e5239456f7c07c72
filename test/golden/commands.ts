/** Replays the kubectl command lines of the 1.34 recording against an in-process server. */
import type { Test } from 'tap'
import type { ServerOptions } from '../../src/server/options.ts'
import { systemClock } from '../../src/server/system.ts'
import { installed } from '../fixtures/installed.ts'
import { startServer } from '../fixtures/server.ts'
import { missingPrograms } from '../server/kubectl.ts'
import { FOLDERS } from './folders.ts'
import { KNOWN_COMMANDS } from './known.ts'
import { Home, readCommands } from './kubectl.ts'

/** The kubectl of the 1.34 recording; other versions word some messages differently. */
const RECORDED_KUBECTL = '1.32'

export const withoutRecordedKubectl = (): string | false =>
  missingPrograms() ||
  (installed(
    'bash',
    '-c',
    `kubectl version --client | grep -q 'v${RECORDED_KUBECTL.replace('.', '[.]')}[.]'`,
  )
    ? false
    : `NOT TESTED: the 1.34 recording needs kubectl ${RECORDED_KUBECTL}`)

/**
 * Compares outputs with the recording, from which the outputs of `KNOWN_COMMANDS` must differ.
 * `more`: further server options.
 */
export const replayCommands = async (t: Test, more: ServerOptions = {}): Promise<void> => {
  const cluster = await startServer(t, {
    ...FOLDERS['v1.34'],
    ...more,
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
}

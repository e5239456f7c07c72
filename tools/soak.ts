/**
 * Sends all kinds of traffic for a long time, and measures the growth of memory, handles and the
 * database.
 *
 *   npm run tool -- soak [--minutes 20]
 *
 * The first quarter is a warm-up.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { serve, stop } from '../test/fixtures/process.ts'
import { Client } from './kit/client.ts'
import { report } from './kit/running.ts'
import { COLLECTING, mb, type Size, sizeOf } from './kit/process-size.ts'
import { makeRequests } from './kit/requests.ts'
import { CYCLES } from './soak/traffic.ts'

export interface Sample extends Size {
  /** seconds from the start */
  readonly at: number
}

export interface Soaked {
  readonly samples: readonly Sample[]
  readonly cycles: Readonly<Record<string, number>>
  readonly failures: readonly string[]
}

export interface SoakOptions {
  readonly seconds: number
  /** interval between samples, in milliseconds */
  readonly sampleMs: number
  /** pause between cycles of a kind, in milliseconds */
  readonly pauseMs: number
  report?(sample: Sample): void
}

export const soak = async (options: SoakOptions): Promise<Soaked> => {
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-soak-'))
  const server = await serve(['--port', '0', '--log-level', 'error'], { cwd, env: COLLECTING })
  const client = new Client(server)
  const requests = await makeRequests(16)
  const cycles: Record<string, number> = {}
  const failures: string[] = []
  const samples: Sample[] = []
  let names = 0
  const name = (): string => `soak-${names++}`
  const began = performance.now()
  const elapsed = (): number => (performance.now() - began) / 1000
  const running = Object.entries(CYCLES).map(async ([kind, cycle]) => {
    cycles[kind] = 0
    while (elapsed() < options.seconds && failures.length < 10) {
      try {
        await cycle({ client, requests, name })
        cycles[kind]++
      } catch (error) {
        failures.push(`${kind}: ${String(error)}`)
      }
      await sleep(options.pauseMs)
    }
  })
  const sample = async (): Promise<void> => {
    const taken = { at: elapsed(), ...(await sizeOf(server.process.pid!, cwd)) }
    samples.push(taken)
    options.report?.(taken)
  }
  try {
    while (elapsed() < options.seconds && failures.length < 10) {
      await sleep(options.sampleMs)
      await sample()
    }
    await Promise.all(running)
  } finally {
    client.close()
    const { stderr } = await stop(server)
    if (stderr !== '') failures.push(stderr)
    rmSync(cwd, { recursive: true, force: true })
  }
  return { samples, cycles, failures }
}

export const main = async (): Promise<boolean> => {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' } } })
  const seconds = Number(values.minutes) * 60
  const { samples, cycles, failures } = await soak({
    seconds,
    sampleMs: 10_000,
    pauseMs: 20,
    report: ({ at, memory, resident, handles, file }) => {
      if (Math.round(at / 10) % 6 === 0)
        console.log(
          `${at.toFixed(0)} s: ${mb(memory)} in use, ${mb(resident)} resident, ${handles} handles, ${mb(file)} on disk`,
        )
    },
  })
  console.log(`cycles: ${JSON.stringify(cycles)}`)
  const judged = samples.filter(({ at }) => at > seconds / 4)
  for (const what of ['memory', 'resident', 'handles', 'file'] as const) {
    const sampled = judged.map((sample) => sample[what])
    const show = (value: number): string => (what === 'handles' ? value.toFixed(0) : mb(value))
    console.log(
      `${what}: ${show(sampled[0]!)} to ${show(sampled.at(-1)!)}; highest ${show(Math.max(...sampled))}`,
    )
  }
  return report(failures)
}

/** Replays recordings against in-process servers. */
import { readdirSync } from 'node:fs'
import t, { type Test } from 'tap'
import type { ServerOptions } from '../../src/server/options.ts'
import type { RunningServer } from '../../src/server/running-server.ts'
import { createServer } from '../../src/server/server.ts'
import { ManualClock } from '../fixtures/clock.ts'
import type { Teardown } from '../fixtures/server.ts'
import { FOLDERS } from './folders.ts'
import { KNOWN, RACES } from './known.ts'
import { readRecording } from './recording.ts'
import { Replay } from './replay.ts'

const TICK_MS = 10

/** A clock that runs like the system's unless it is held, and that can be moved forward. */
class MovingClock extends ManualClock {
  isHeld = false

  constructor(t: Teardown) {
    let last = Date.now()
    super(last)
    const timer = setInterval(() => {
      const now = Date.now()
      if (!this.isHeld) this.advance(Math.max(0, now - last))
      last = now
    }, TICK_MS)
    t.teardown(() => clearInterval(timer))
  }
}

interface Staging {
  readonly options?: (number: number) => ServerOptions
  readonly areas?: readonly string[]
  readonly beside?: (t: Test, server: RunningServer, url: string) => Promise<void>
}

/**
 * Declares a test for each recording, each with its own server. The test adds the key of each
 * replayed step, in the form of `KNOWN`, to `met`; setup steps are left out.
 */
export const replayRecordings = (
  met: Set<string>,
  { options: more = () => ({}), areas: wanted, beside }: Staging = {},
): void => {
  let number = 0
  for (const [folder, options] of Object.entries(FOLDERS)) {
    const at = new URL(`${folder}/`, import.meta.url)
    const areas = readdirSync(at)
      .map((file) => file.replace(/\.json$/, ''))
      .filter((area) => area !== 'kubectl' && (wanted?.includes(area) ?? true))
    for (const area of areas) {
      const given = more(number++)
      // recordings list whole collections, so each needs an empty server
      t.test(`${folder} ${area} is answered as recorded`, async (t) => {
        const clock = new MovingClock(t)
        const server = await createServer({
          ...options,
          ...given,
          hints: false,
          caKeyType: 'p256',
          clock,
        })
        t.teardown(() => server.close())
        const { url } = await server.listen()
        await beside?.(t, server, url)
        const replay = new Replay({
          url,
          ca: server.authority.certificatePem,
          certificate: server.admin.certificatePem,
          key: server.admin.keyPem,
          clock,
        })
        t.teardown(() => replay.close())
        for (const step of readRecording(new URL(`${area}.json`, at))) {
          const answer = await replay.step(step)
          if (step.setup === true) continue
          const place = `${folder}/${area}: ${step.name}`
          const known = KNOWN[place]
          met.add(place)
          if (place in RACES) continue
          if (known === undefined) t.strictSame(answer, step.response, step.name)
          else t.strictNotSame(answer, step.response, `${step.name}: ${known}`)
        }
      })
    }
  }
}

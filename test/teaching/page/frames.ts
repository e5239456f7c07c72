/**
 * Scrolls through two thousand requests, and says how long the frames took.
 *
 *   npm run frames
 *
 * A screen shows sixty frames a second, 16.7 ms each; one of more than 25 ms was dropped. By the wheel, a row in each frame, and five; then
 * two screens in each, which nobody scrolls, and where all that is seen is drawn anew each time.
 */
import type { CDPSession } from 'playwright-core'
import { systemClock } from '../../../src/server/system.ts'
import { makeRequest } from '../../../src/ca/x509.ts'
import { base64, CLIENT, COLLECTION } from '../../fixtures/builders.ts'
import { startServer, type TestServer } from '../../fixtures/server.ts'
import { launch, visit } from './chromium.ts'

const MANY = 2000
const DROPPED_MS = 25
const FRAMES = 240
/** Pixels in each frame. */
const STEPS = [56, 300, 1500]
const WHEEL = { turns: 100, pixels: 120, frames: 200 }

/** Globals of the browser, for code that runs there. */
declare const requestAnimationFrame: (task: (time: number) => void) => void

const fill = async (server: Pick<TestServer<never>, 'create'>) => {
  const asked = { commonName: 'runner', organizations: ['ci'], keyType: 'p256' } as const
  const { requestPem } = await makeRequest({ ...asked, organizations: ['ci'] })
  const spec = { request: base64(requestPem), signerName: CLIENT, usages: ['client auth'] }
  for (let i = 0; i < MANY; i++)
    await server.create(COLLECTION, { metadata: { name: `run-${i}` }, spec })
}

/** `gaps`: milliseconds between frames that follow each other. */
const told = (name: string, gaps: readonly number[], rest = '') => {
  const sorted = gaps.toSorted((a, b) => a - b)
  const part = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]!.toFixed(1)
  const dropped = gaps.filter((ms) => ms > DROPPED_MS).length
  console.log(
    `${name}: ${gaps.length} frames, half within ${part(0.5)} ms, 95 % within ${part(0.95)} ms, ${dropped} dropped${rest}`,
  )
}

/** What the page's thread did until now, in seconds by kind. */
const work = async (browser: CDPSession): Promise<ReadonlyMap<string, number>> => {
  const { metrics } = await browser.send('Performance.getMetrics')
  return new Map(metrics.map(({ name, value }) => [name, value]))
}

const teardowns: (() => unknown)[] = []
const test = { teardown: (task: () => unknown) => void teardowns.push(task) }
try {
  const server = await startServer(test, { clock: systemClock })
  await fill(server)
  const { page } = await visit(await launch(test), server)
  await page.getByText(`${MANY} of ${MANY}`).waitFor()
  // all rows are decoded, a hundred at a time
  await page.getByRole('searchbox').fill('CN=runner')
  await page.getByText(`${MANY} of ${MANY}`).waitFor()
  const browser = await page.context().newCDPSession(page)
  await browser.send('Performance.enable')
  const scroller = page.getByRole('region', { name: 'Requests' })
  for (const step of STEPS) {
    const before = await work(browser)
    const gaps = await scroller.evaluate(
      async (element, [by, most]) => {
        element.scrollTop = 0
        await new Promise(requestAnimationFrame)
        const frames: number[] = []
        let last = performance.now()
        const end = () => element.scrollTop + element.clientHeight >= element.scrollHeight - 1
        while (!end() && frames.length < most) {
          element.scrollTop += by
          await new Promise(requestAnimationFrame)
          frames.push(performance.now() - last)
          last = performance.now()
        }
        return frames
      },
      [step, FRAMES] as const,
    )
    const after = await work(browser)
    const each = (kind: string) =>
      (((after.get(kind)! - before.get(kind)!) * 1000) / gaps.length).toFixed(1)
    told(
      `${step} pixels a frame`,
      gaps,
      `; script ${each('ScriptDuration')}, layout ${each('LayoutDuration')}, style ${each('RecalcStyleDuration')} ms each`,
    )
  }
  await scroller.evaluate((element) => (element.scrollTop = 0))
  const frames = page.evaluate(async (most) => {
    const gaps: number[] = []
    let last = performance.now()
    while (gaps.length < most) {
      await new Promise(requestAnimationFrame)
      gaps.push(performance.now() - last)
      last = performance.now()
    }
    return gaps
  }, WHEEL.frames)
  await page.mouse.move(400, 500)
  for (let i = 0; i < WHEEL.turns; i++) await page.mouse.wheel(0, WHEEL.pixels)
  told('by the wheel', await frames)
} finally {
  for (const task of teardowns.toReversed()) await task()
}

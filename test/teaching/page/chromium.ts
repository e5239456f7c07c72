/** Debian's Chromium, controlled by Playwright, with a new profile for each visit. */
import { existsSync } from 'node:fs'
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
  type Response,
} from 'playwright-core'
import type { TestServer } from '../../fixtures/server.ts'
import type { Clock } from '../../../src/apimachinery/clock.ts'

const PROGRAM = '/usr/bin/chromium'

/** a reason to skip tests, or false */
export const lacksChromium: string | false = existsSync(PROGRAM)
  ? false
  : `NOT TESTED: ${PROGRAM} is missing (Debian's package chromium), and this test needs it`

/** no background services; no sandbox, since Chromium as root cannot use one */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** longer than any wait on a busy machine */
const PATIENCE_MS = 60_000

interface Test {
  teardown(task: () => unknown): void
}

export const launch = async (t: Test): Promise<Browser> => {
  const browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS })
  t.teardown(() => browser.close())
  return browser
}

interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** errors, policy violations and dialogs; must stay empty */
  readonly faults: string[]
  /** bodies of all responses except watches */
  readonly texts: () => Promise<string[]>
}

export interface Look {
  readonly as?: string
  readonly dark?: boolean
  readonly locale?: string
  readonly size?: { readonly width: number; readonly height: number }
}

/** Chromium's message for each error response. */
const OF_AN_ANSWER = /Failed to load resource/

export const visit = async (
  browser: Browser,
  { server }: Pick<TestServer<Clock>, 'server'>,
  { as, dark = false, locale = 'en-GB', size = { width: 1360, height: 860 } }: Look = {},
): Promise<Visit> => {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale,
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const faults: string[] = []
  const answers: Promise<string>[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !OF_AN_ANSWER.test(message.text()))
      faults.push(message.text())
  })
  page.on('dialog', (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  const isWatch = (response: Response) => response.url().includes('watch=true')
  page.on('response', (response) => {
    if (!isWatch(response)) answers.push(response.text().catch(() => ''))
  })
  await page.goto(await server.page.link(as))
  await page.locator('main').waitFor()
  return { context, page, faults, texts: () => Promise.all(answers) }
}

/** The browser's global: Playwright runs the function in `evaluate` there. */
declare const location: { hash: string }

export const goTo = async (page: Page, hash: string): Promise<void> => {
  await page.evaluate((to) => {
    location.hash = to
  }, hash)
}

/** Clicks the button with exactly this name. */
export const press = (within: Pick<Page, 'getByRole'>, name: string): Promise<void> =>
  within.getByRole('button', { name, exact: true }).click()

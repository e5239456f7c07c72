import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { shown } from '../../../../src/apimachinery/text/shown.ts'
import { readLab } from '../../../../src/teaching/labs/read-lab.ts'
import { systemClock } from '../../../../src/server/system.ts'
import { COLLECTION } from '../../../fixtures/builders.ts'
import { startServer, type TestServer } from '../../../fixtures/server.ts'
import type { Clock } from '../../../../src/apimachinery/clock.ts'
import { goTo, lacksChromium as skip, launch, press, visit } from '../chromium.ts'
import { HOSTILE_TEXTS } from '../hostile-texts.ts'
import { issued, request } from '../../../fixtures/issued.ts'
import { useLab } from '../scene.ts'

t.setTimeout(300_000)

/** globals of the browser, which runs the functions given to `evaluate` */
declare const window: any
declare const document: any
declare const location: { readonly pathname: string }
declare const requestAnimationFrame: (task: (time: number) => void) => void

/** screen, and an element that appears last */
const SCREENS = [
  ['requests', '.inbox tbody tr .c-subject span:not(.quiet-text)'],
  ['requests/olga', '.timeline li'],
  ['certificates/jane', '.validity'],
  ['access', '.matrix .yes'],
  ['activity', '.journal tbody tr'],
  ['cluster', '.list li'],
  ['lab', '.outcomes .met'],
] as const

const filled = async (t: Test, options: object = {}): Promise<TestServer<Clock>> => {
  const server = await startServer(t, { clock: systemClock, ...options })
  useLab(server)
  await issued(server, 'jane', { organizations: ['developers'] })
  await request(server, 'olga', { organizations: ['system:masters-not'] })
  await request(server, 'node', {
    spec: { signerName: 'kubernetes.io/kubelet-serving', usages: ['server auth'] },
  })
  return server
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** found by axe */
const violations = async (page: Page) => {
  // evaluate() bypasses the page's content security policy, which allows only its own script
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { axe } = window as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const found = await axe.run()
    return found.violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html)
          .join(' ')
          .slice(0, 500)}`,
    )
  })
}

t.test('axe finds no violations', { skip }, async (t) => {
  const server = await filled(t, { ui: true })
  const empty = await startServer(t, { clock: systemClock })
  const browser = await launch(t)
  for (const dark of [false, true])
    await t.test(`no violations in ${dark ? 'dark' : 'light'} colours`, async (t) => {
      const { page, faults } = await visit(browser, server, { dark })
      for (const [hash, complete] of SCREENS) {
        await goTo(page, `#/${hash}`)
        await page.locator(complete).first().waitFor()
        t.same(await violations(page), [], hash)
      }
      await goTo(page, '#/requests/olga')
      await press(page, 'Deny')
      await page.getByRole('dialog').waitFor()
      t.same(await violations(page), [], 'a decision')
      await page.keyboard.press('Escape')
      await goTo(page, '#/access')
      await press(page, 'get pods: may')
      await page.keyboard.press('?')
      t.same(await violations(page), [], 'the keys')
      await page.keyboard.press('Escape')
      await goTo(page, '#/activity')
      await page.locator('.journal .link').first().click()
      await page.getByText('"audit.k8s.io/v1"').first().waitFor()
      t.same(await violations(page), [], 'an audit event')
      const bare = await visit(browser, empty, { dark })
      await bare.page.getByRole('heading', { name: 'No requests yet' }).waitFor()
      t.same(await violations(bare.page), [], 'nothing yet')
      const jane = await visit(browser, server, { dark, as: 'jane' })
      await jane.page.getByRole('region', { name: 'Not allowed' }).waitFor()
      t.same(await violations(jane.page), [], 'forbidden')
      t.same([...faults, ...bare.faults, ...jane.faults], [])
    })
})

t.test('nothing is wider than the window, from 320 pixels up', { skip }, async (t) => {
  const server = await filled(t, { ui: true })
  const browser = await launch(t)
  for (const size of [
    { width: 320, height: 640 },
    { width: 768, height: 1024 },
    { width: 3840, height: 2160 },
  ]) {
    const { page } = await visit(browser, server, { size })
    for (const [hash, complete] of SCREENS) {
      await goTo(page, `#/${hash}`)
      await page.locator(complete).first().waitFor({ state: 'attached' })
      const wide = await page.evaluate(() =>
        [document.documentElement, document.querySelector('main')].map(
          ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
        ),
      )
      t.same(wide, [0, 0], `${hash} at ${size.width}`)
    }
  }
})

t.test('the page can be used with the keyboard', { skip }, async (t) => {
  const server = await filled(t)
  const { page, faults } = await visit(await launch(t), server)
  const { keyboard } = page
  const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor()
  await page.getByRole('row', { name: /olga/ }).waitFor()
  await keyboard.press('Tab')
  t.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the content')
  await keyboard.press('/')
  await keyboard.type('olga')
  await page.getByText('1 of 3').waitFor()
  await keyboard.press('Escape')
  await keyboard.press('j')
  await page.locator('tr.chosen').getByText('olga', { exact: true }).waitFor()
  await keyboard.press('Enter')
  await heading('olga')
  await keyboard.press('a')
  await page.getByRole('dialog').waitFor()
  await keyboard.type('by keys')
  await keyboard.press('Enter')
  await page.locator('.title .state.issued').waitFor()
  const { body } = await server.get(`${COLLECTION}/olga`)
  t.equal(body.status.conditions[0].message, 'by keys')
  await keyboard.press('c')
  await page.getByRole('meter', { name: 'Validity' }).waitFor()
  await keyboard.press('Escape')
  await page.locator('.flow').waitFor()
  await keyboard.press('Escape')
  await page.getByText('1 of 3').waitFor()
  for (const [key, name] of [
    ['a', 'Access'],
    ['l', 'Activity'],
    ['c', 'Cluster'],
  ] as const) {
    await keyboard.press('g')
    await keyboard.press(key)
    await heading(name)
  }
  await keyboard.press('?')
  await heading('Keys')
  await keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await keyboard.press('g')
  await keyboard.press('i')
  await page.getByRole('searchbox').fill('')
  await keyboard.press('Escape')
  await keyboard.press('j')
  for (let i = 0; i < 3; i++) await keyboard.press('k')
  await page.locator('tr.chosen').getByText('node', { exact: true }).waitFor()
  await keyboard.press('d')
  await heading('Deny node?')
  await keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  t.same(faults, [])
})

t.test('keys that are sent without pauses are not lost', { skip }, async (t) => {
  const server = await filled(t)
  const { page, faults } = await visit(await launch(t), server)
  await page.getByRole('row', { name: /olga/ }).waitFor()
  const { keyboard } = page
  const round =
    'g c ? Escape g a ? Escape g i k k k k d Escape k k k k / o Escape g l g c / l Escape j y Escape'
  for (let times = 1; times <= 20; times++) {
    // sent in a row, without waiting for their effects
    await Promise.all(round.split(' ').map((key) => keyboard.press(key)))
    const at = {
      hash: new URL(page.url()).hash,
      found: await page.getByRole('searchbox').inputValue(),
      dialogs: await page.locator('dialog[open]').count(),
    }
    t.same(at, { hash: '#/requests', found: 'ol', dialogs: 0 }, `after ${times} times`)
    await page.getByRole('searchbox').fill('')
    await keyboard.press('Escape')
  }
  t.same(faults, [])
})

t.test('the page is available in Korean', { skip }, async (t) => {
  const server = await filled(t)
  const { page, faults } = await visit(await launch(t), server, { locale: 'ko-KR' })
  t.equal(await page.locator('html').getAttribute('lang'), 'ko')
  for (const name of ['요청', '권한', '활동', '클러스터'])
    await page.getByRole('link', { name }).first().waitFor()
  await press(page, 'EN')
  await page.getByRole('link', { name: 'Requests' }).waitFor()
  t.same(faults, [])
})

t.test('a read-only page offers no changes', { skip }, async (t) => {
  const server = await filled(t, { uiReadOnly: true })
  const { page } = await visit(await launch(t), server)
  await page.getByText('Read-only: this page changes nothing.').waitFor()
  await goTo(page, '#/requests/olga')
  await page.getByRole('heading', { name: 'olga' }).waitFor()
  t.equal(await page.getByRole('button', { name: 'Approve', exact: true }).count(), 0)
  await page.keyboard.press('a')
  t.equal(await page.getByRole('dialog').count(), 0)
  await goTo(page, '#/cluster')
  await page.locator('.clock').waitFor()
  t.equal(await page.getByRole('button', { name: 'Stop the clock' }).count(), 0)
})

/** printable ASCII without `/` and `%` */
const isName = (text: string) => !/[/%]/.test(text) && /^[ -~]+$/.test(text)

t.test('hostile texts stay text', { skip }, async (t) => {
  t.equal(HOSTILE_TEXTS.length, 200)
  const server = await startServer(t, { clock: systemClock, hints: true })
  let ofNames = 0
  for (const [i, commonName] of HOSTILE_TEXTS.entries()) {
    const name = isName(commonName) ? commonName : `name-${i}`
    if (name === commonName) ofNames++
    await request(server, name, { commonName })
  }
  t.ok(ofNames >= 10)
  const [, hostile = ''] = HOSTILE_TEXTS
  useLab(server, {
    title: hostile,
    task: HOSTILE_TEXTS.join('\n\n'),
    outcomes: readLab('labs/jane').outcomes.map((one) => ({ ...one, says: hostile })),
  })
  await issued(server, 'all', { commonName: HOSTILE_TEXTS[1]!, organizations: HOSTILE_TEXTS })
  const { page, faults } = await visit(await launch(t), server)

  /** No text may become an element, and no script may run. */
  const isHarmless = async (where: string) => {
    const found = await page.evaluate(() => [
      window.hit,
      document.querySelectorAll(
        'img, iframe, video, math, base, svg, [onerror], [onload], [srcdoc]',
      ).length,
      document.querySelectorAll('script').length,
      document.querySelectorAll('style').length,
      [...document.querySelectorAll('a')].filter(({ protocol }: any) => protocol === 'javascript:')
        .length,
      location.pathname,
    ])
    t.same(found, [undefined, 0, 1, 0, 0, '/'], where)
    t.same(faults, [], `${where} has no faults`)
  }
  const lacks = async () => {
    const text = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ')
    return HOSTILE_TEXTS.filter((one) => !text.includes(shown(one)))
  }

  await page.getByText('201 of 201').waitFor()
  const texts = new Set<string>()
  const scroller = page.getByRole('region', { name: 'Requests' })
  for (;;) {
    const told = await page.locator('.inbox tbody .c-subject > span').allTextContents()
    for (const text of told) texts.add(text)
    const isEnd = await scroller.evaluate((element) => {
      element.scrollTop += 600
      return element.scrollTop + element.clientHeight >= element.scrollHeight - 1
    })
    await page.evaluate(() => new Promise(requestAnimationFrame))
    if (isEnd && !texts.has('…')) break
    texts.delete('…')
  }
  for (const text of await page.locator('.inbox tbody .c-subject > span').allTextContents())
    texts.add(text)
  t.same(
    HOSTILE_TEXTS.filter((one) => !texts.has(`CN=${shown(one)}`)),
    [],
    'each text is shown in the inbox',
  )
  await isHarmless('inbox')
  for (const [hash, complete] of [
    ['requests/all', '.timeline li'],
    ['certificates/all', '.validity'],
    ['access', '.chips button'],
  ] as const) {
    await goTo(page, `#/${hash}`)
    await page.locator(complete).first().waitFor()
    t.same(await lacks(), [], `${hash} shows each text`)
    await isHarmless(hash)
  }
  const named = HOSTILE_TEXTS.find((one) => isName(one) && one.includes('<img'))!
  await goTo(page, `#/requests/${encodeURIComponent(named)}`)
  await page.getByRole('heading', { name: named, exact: true }).waitFor()
  await press(page, 'Approve')
  await page.getByRole('dialog').getByText(named).first().waitFor()
  await isHarmless('a decision')
  await page.keyboard.press('Escape')
  await goTo(page, '#/lab')
  await page.locator('.outcomes li').first().waitFor()
  await page.locator('.prose').getByText(named).first().waitFor()
  await isHarmless('a lab')
  await goTo(page, '#/activity')
  await server.create('/api/v1/namespaces/default/configmaps', {
    metadata: { name: 'm' },
    data: Object.fromEntries(HOSTILE_TEXTS.map((text, i) => [`${i}`, text])),
  })
  await press(page, 'configmaps/default')
  await page.locator('.opened').getByText('"199"').waitFor()
  await isHarmless('an audit event')
})

import t from 'tap'
import { systemClock } from '../../../../src/server/system.ts'
import { COLLECTION, csrBody, requestOf } from '../../../fixtures/builders.ts'
import { startServer } from '../../../fixtures/server.ts'
import { goTo, lacksChromium as skip, launch, press, visit } from '../chromium.ts'
import { issued, request } from '../../../fixtures/issued.ts'

t.setTimeout(300_000)

/** runs in the browser */
declare const requestAnimationFrame: (task: (time: number) => void) => void

t.test('the page reconnects to a restarted server', { skip }, async (t) => {
  const options = { clock: systemClock, dataDir: t.testdir() }
  const first = await startServer(t, options)
  await request(first, 'before')
  const { page, context, faults } = await visit(await launch(t), first)
  await page.getByRole('row', { name: /before/ }).waitFor()
  const { port } = new URL(page.url())
  await first.close()
  await page.locator('.banner.lost').waitFor()
  t.equal(await page.getByRole('row', { name: /before/ }).count(), 1, 'existing content stays')

  const asked: string[] = []
  page.on('request', (sent) => asked.push(sent.url()))
  const second = await startServer(t, { ...options, port: first.port, uiPort: Number(port) })
  const link = await second.server.page.link()
  await page.getByRole('heading', { name: 'This page needs a new link' }).waitFor()
  await request(second, 'meanwhile')
  // opening the link in another tab also admits `page`: tabs share the cookie and the secret
  const other = await context.newPage()
  await other.goto(link)
  await other.getByRole('row', { name: /before/ }).waitFor()
  await page.getByRole('row', { name: /meanwhile/ }).waitFor()
  await page.locator('.banner.lost').waitFor({ state: 'detached' })
  await request(second, 'after')
  await page.getByRole('row', { name: /after/ }).waitFor()
  const ofRequests = asked.filter((url) => url.includes(COLLECTION))
  t.ok(ofRequests.length > 0)
  t.same(
    ofRequests.filter((url) => !/watch=true.*resourceVersion=\d/.test(url)),
    [],
    'the page continues after the last revision, without a new list',
  )
  t.same(faults, [])
})

t.test(
  'the page follows a clock that is moved until a certificate expires',
  { skip },
  async (t) => {
    const server = await startServer(t, { clock: systemClock })
    await issued(server, 'jane', { spec: { expirationSeconds: 600 } })
    const { page, faults } = await visit(await launch(t), server)
    await goTo(page, '#/certificates/jane')
    const meter = page.getByRole('meter', { name: 'Validity' })
    await page.getByText(/^valid for another \d+ (minutes|seconds)$/).waitFor()
    t.equal(await page.locator('.banner').count(), 0)
    await server.post('/csrlab/v1/clock/advance', { by: '40m' })
    await page.getByText(/expired \d+ minutes ago/).waitFor()
    t.equal(await meter.getAttribute('aria-valuenow'), '100')
    await page.getByText('The cluster’s clock is 40 minutes ahead of this machine’s').waitFor()
    await goTo(page, '#/cluster')
    await press(page, 'Stop the clock')
    await page.getByText('The cluster’s clock is stopped').waitFor()
    await press(page, '+ 1 day')
    await goTo(page, '#/certificates/jane')
    await page.getByRole('heading', { name: 'There is no request with this name.' }).waitFor()
    t.same(faults, [])
  },
)

const MANY = 2000

t.test('with 2,000 requests, only rows in or near the view are rendered', { skip }, async (t) => {
  const server = await startServer(t, { clock: systemClock })
  const asked = requestOf({ commonName: 'runner', organizations: ['ci'] })
  const create = (name: string) => server.create(COLLECTION, csrBody({ name, request: asked }))
  const names = Array.from({ length: MANY }, (_, i) => `run-${String(i).padStart(4, '0')}`)
  for (let i = 0; i < MANY; i += 100) await Promise.all(names.slice(i, i + 100).map(create))
  const { page, faults } = await visit(await launch(t), server)
  await page.getByText('2000 of 2000').waitFor()
  t.equal(await page.getByRole('table').getAttribute('aria-rowcount'), '2001')
  const drawn = () => page.locator('.inbox tbody tr:not(.gap)').count()
  t.ok((await drawn()) < 60, 'rows far from the view are not rendered')
  await page.getByRole('searchbox').fill('run-1999')
  await page.getByText('1 of 2000').waitFor()
  await page.getByRole('row', { name: /run-1999/ }).waitFor()
  await page.getByRole('searchbox').fill('CN=runner')
  await page.getByText('2000 of 2000').waitFor()
  await page.getByRole('searchbox').fill('')
  const scroller = page.getByRole('region', { name: 'Requests' })

  await scroller.evaluate(async (element) => {
    while (element.scrollTop + element.clientHeight < element.scrollHeight - 1) {
      element.scrollTop += 1500
      await new Promise(requestAnimationFrame)
    }
  })
  t.ok((await drawn()) < 60)

  // the rows appear in later frames
  await scroller.evaluate(async (element) => {
    element.scrollTop = element.scrollHeight / 2
    for (let i = 0; i < 5; i++) await new Promise((drawn) => requestAnimationFrame(drawn))
  })
  const inSight = page.locator('.inbox tbody tr:not(.gap)').nth(15)
  const id = await inSight.locator('a').textContent()
  const row = page.getByRole('row', { name: new RegExp(id!) })
  const { y } = (await row.boundingBox())!
  await create('aaa-new')
  await page.getByText('2001 of 2001').waitFor()
  t.equal((await row.boundingBox())!.y, y, 'the view does not move')
  t.same(faults, [])
})

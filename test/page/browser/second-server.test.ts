/** Another web server of this machine, to which the browser sends the page's cookie too. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { systemClock } from '../../../src/boot/system.ts'
import { startServer } from '../../fixtures/server.ts'
import { arrival } from '../../fixtures/waits.ts'
import { COLLECTION } from '../../fixtures/builders.ts'
import { Browser } from '../browser.ts'
import { lacksChromium as skip, launch, visit } from '../chromium.ts'
import { request } from '../issued.ts'

t.setTimeout(300_000)

/** Globals of the browser, for code that runs there. */
declare const localStorage: object
declare const sessionStorage: object

t.test('what another port of this machine gets lets nobody in', { skip }, async (t) => {
  const server = await startServer(t, { clock: systemClock })
  await request(server, 'ci')
  const browser = await launch(t)
  const { page, context, faults } = await visit(browser, server)
  await page.getByRole('row', { name: /ci/ }).waitFor()
  const { origin } = new URL(page.url())

  const got: IncomingHttpHeaders[] = []
  const other = createServer((asked, response) => {
    got.push(asked.headers)
    response.setHeader('content-type', 'text/html')
    response.end(`<script>fetch('/again', { credentials: 'include' }).catch(() => {})
fetch('${origin}/page/v1/session', { credentials: 'include', headers: { 'csrlab-page': '1' } }).catch(() => {})</script>`)
  })
  t.teardown(() => other.close())
  other.listen(0, '127.0.0.1')
  await arrival(other, 'listening')
  const { port } = other.address() as AddressInfo
  const foreign = await context.newPage()
  await foreign.goto(`http://127.0.0.1:${port}/`, { waitUntil: 'networkidle' })
  const { cookie = '' } = got.at(-1)!
  t.match(cookie, /csrlab-page-\d+=/, 'cookies know no ports')
  t.same(await foreign.evaluate(() => [{ ...localStorage }, { ...sessionStorage }]), [{}, {}])
  const thief = new Browser(origin)
  for (const path of ['/page/v1/session', COLLECTION, '/csrlab/v1/requests'])
    t.equal((await thief.ask(path, { headers: { cookie } })).code, 401, path)

  const second = await context.newPage()
  await second.goto(origin)
  await second.getByRole('row', { name: /ci/ }).waitFor()
  await page.reload()
  await page.getByRole('row', { name: /ci/ }).waitFor()
  await second.goto(await server.server.page.link())
  await second.getByRole('row', { name: /ci/ }).waitFor()
  await request(server, 'later')
  await page.getByRole('row', { name: /later/ }).waitFor()
  t.same(faults, [])
})

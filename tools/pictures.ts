/**
 * Takes pictures of every screen of the page: light and dark, in English and Korean, from a phone
 * to a projector.
 *
 *   npm run tool -- pictures FOLDER [docs]
 *
 * With `docs`, takes only the pictures for the documents, which belong in docs/page.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { systemClock } from '../src/server/system.ts'
import type { Clock } from '../src/apimachinery/clock.ts'
import { COLLECTION } from '../test/fixtures/builders.ts'
import { startServer, type Teardown, type TestServer } from '../test/fixtures/server.ts'
import { goTo, launch, type Look, visit } from '../test/teaching/page/chromium.ts'
import { issued, request } from '../test/fixtures/issued.ts'
import { withTeardown } from './kit/running.ts'
import { useLab } from '../test/teaching/page/scene.ts'

const RBAC = '/apis/rbac.authorization.k8s.io/v1'

/** A cluster with some history. */
const scene = async (server: TestServer<Clock>) => {
  await server.create(`${RBAC}/clusterrolebindings`, {
    metadata: { name: 'platform-admins' },
    subjects: [{ kind: 'Group', name: 'platform-admins', apiGroup: 'rbac.authorization.k8s.io' }],
    roleRef: { kind: 'ClusterRole', name: 'cluster-admin', apiGroup: 'rbac.authorization.k8s.io' },
  })
  await issued(server, 'wei', { organizations: ['developers', 'qa'] })
  const { csr } = await request(server, 'sam')
  const conditions = [{ type: 'Denied', status: 'True', reason: 'Unknown', message: 'Who is Sam?' }]
  await server.put(`${COLLECTION}/sam/approval`, { ...csr, status: { conditions } })
  await issued(server, 'jane', { organizations: ['developers'] })
  await request(server, 'olga-admin', { commonName: 'olga', organizations: ['platform-admins'] })
  await request(server, 'build-bot', {
    organizations: ['ci', 'deployers'],
    spec: { expirationSeconds: 86_400 },
  })
  await request(server, 'node-7', {
    commonName: 'system:node:node-7',
    organizations: ['system:nodes'],
    spec: { signerName: 'kubernetes.io/kubelet-serving', usages: ['server auth'] },
  })
  for (let i = 0; i < 3; i++)
    await request(server, `ci-run-000${i}`, { commonName: `runner-${i}`, organizations: ['ci'] })
  await request(server, 'wrong-signer', {
    commonName: 'ann',
    spec: { signerName: 'kubernetes.io/kube-api-client' },
  })
  const { csr: vain } = await request(server, 'in-vain', {
    commonName: 'bob',
    spec: { signerName: 'example.com/mine' },
  })
  await server.put(`${COLLECTION}/in-vain/approval`, {
    ...vain,
    status: { conditions: [{ type: 'Approved', status: 'True', reason: 'x', message: 'y' }] },
  })
  useLab(server)
}

type Act = (page: Page) => Promise<unknown>

/** Screens: name, address, selector of an element that appears last, and actions. */
const SCREENS: readonly (readonly [string, string, string, Act?])[] = [
  ['requests', 'requests', '.inbox tbody tr .c-subject span:not(.quiet-text)'],
  ['request', 'requests/olga-admin', '.timeline li'],
  ['request-will-fail', 'requests/node-7', '.timeline li'],
  ['request-wrong-signer', 'requests/wrong-signer', '.flags li'],
  ['request-in-vain', 'requests/in-vain', '.stage .bad'],
  ['request-issued', 'requests/jane', '.stage .commands'],
  [
    'decision',
    'requests/wrong-signer',
    '.flags li',
    async (page) => {
      await page.keyboard.press('a')
      await page.getByRole('dialog').waitFor()
    },
  ],
  [
    'keys',
    'requests',
    '.inbox tbody tr .c-subject span:not(.quiet-text)',
    async (page) => {
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
  ],
  ['certificate', 'certificates/jane', '.validity'],
  ['access', 'access', '.matrix .yes', (page) => page.locator('.matrix button').nth(2).click()],
  [
    'activity',
    'activity',
    '.journal tbody tr',
    async (page) => {
      await page.locator('.journal .link').nth(3).click()
      await page.getByText('"audit.k8s.io/v1"').first().waitFor()
    },
  ],
  ['cluster', 'cluster', '.list li'],
  [
    'lab',
    'lab',
    '.outcomes li',
    async (page) => {
      for (let i = 1; i <= 3; i++) {
        await page.getByRole('button', { name: /hint|힌트/ }).click()
        await page.locator(`.hints li:nth-child(${i})`).waitFor()
      }
    },
  ],
]

const SIZES = {
  390: { width: 390, height: 1500 },
  1280: { width: 1280, height: 1300 },
  3840: { width: 3840, height: 2160 },
} as const

const LOCALES = { en: 'en-GB', ko: 'ko-KR' } as const

/** Pictures of the documents, light and dark. */
const OF_DOCUMENTS: readonly (readonly [string, Look])[] = [
  ['requests', { dark: false }],
  ['request', { dark: true }],
]
const DOCUMENT_SIZE = { width: 1180, height: 700 }

const takePictures = async (
  t: Teardown,
  folder: string,
  isForDocuments: boolean,
): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  const server = await startServer(t, {
    clock: systemClock,
    hints: true,
    ui: true,
  })
  await scene(server)
  const browser = await launch(t)
  const take = async (names: readonly string[], prefix: string, look: Look) => {
    const { page, context } = await visit(browser, server, look)
    for (const [name, hash, complete, act] of SCREENS) {
      if (!names.includes(name)) continue
      await goTo(page, `#/${hash}`)
      await page.locator(complete).first().waitFor({ state: 'attached' })
      await act?.(page)
      await page.screenshot({ path: join(folder, `${prefix}${name}.png`) })
      await page.keyboard.press('Escape')
    }
    await context.close()
  }
  if (isForDocuments) {
    for (const [name, look] of OF_DOCUMENTS)
      await take([name], '', { ...look, size: DOCUMENT_SIZE })
    return
  }
  const all = SCREENS.map(([name]) => name)
  for (const [width, size] of Object.entries(SIZES))
    for (const [language, locale] of Object.entries(LOCALES))
      for (const dark of [false, true])
        await take(all, `${width}-${language}-${dark ? 'dark' : 'light'}-`, { size, locale, dark })
}

export const main = async (): Promise<void> => {
  const [folder = 'pictures', what] = process.argv.slice(2)
  await withTeardown((t) => takePictures(t, folder, what === 'docs'))
}

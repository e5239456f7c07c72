/**
 * Takes screenshots of the web page for the documents.
 *
 *   npm run tool -- pictures [FOLDER]
 *
 * FOLDER is docs/page by default.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../src/server/system.ts'
import type { Clock } from '../src/apimachinery/clock.ts'
import { COLLECTION } from '../test/fixtures/builders.ts'
import { startServer, type Teardown, type TestServer } from '../test/fixtures/server.ts'
import { goTo, launch, visit } from '../test/teaching/page/chromium.ts'
import { issued, request } from '../test/fixtures/issued.ts'
import { withTeardown } from './kit/running.ts'
import { useLab } from '../test/teaching/page/scene.ts'

const RBAC = '/apis/rbac.authorization.k8s.io/v1'

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

/** File name, address, selector of an element that appears last, and whether the page is dark. */
const PICTURES = [
  ['requests', 'requests', '.inbox tbody tr .c-subject span:not(.quiet-text)', false],
  ['request', 'requests/olga-admin', '.timeline li', true],
] as const

const SIZE = { width: 1180, height: 700 }

const takePictures = async (t: Teardown, folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  const server = await startServer(t, { clock: systemClock, hints: true, ui: true })
  await scene(server)
  const browser = await launch(t)
  for (const [name, hash, complete, dark] of PICTURES) {
    const { page, context } = await visit(browser, server, { size: SIZE, dark })
    await goTo(page, `#/${hash}`)
    await page.locator(complete).first().waitFor({ state: 'attached' })
    await page.screenshot({ path: join(folder, `${name}.png`) })
    await context.close()
  }
}

export const main = (): Promise<void> => {
  const [folder = 'docs/page'] = process.argv.slice(2)
  return withTeardown((t) => takePictures(t, folder))
}

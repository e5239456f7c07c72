import t from 'tap'
import { systemClock } from '../../../../src/server/system.ts'
import { COLLECTION } from '../../../fixtures/builders.ts'
import { startServer } from '../../../fixtures/server.ts'
import { missingPrograms, Shell } from '../../../server/kubectl.ts'
import { goTo, lacksChromium, launch, press, visit } from '../chromium.ts'
import { issued, request } from '../../../fixtures/issued.ts'
import { useLab } from '../scene.ts'

t.setTimeout(300_000)

const skip = lacksChromium || missingPrograms()

t.test('the page leads from an empty inbox to a login', { skip }, async (t) => {
  const server = await startServer(t, { clock: systemClock, hints: true })
  const shell = new Shell(t, server)
  const { page, faults, texts } = await visit(await launch(t), server)
  t.notMatch(page.url(), /#[\w-]{43}$/, "the link's token is removed from the address")
  await page.getByRole('heading', { name: 'No requests yet' }).waitFor()
  const made = await shell.run((await page.locator('.commands pre').textContent())!)
  t.match(made.out, 'certificatesigningrequest.certificates.k8s.io/jane created', made.err)
  const row = page.getByRole('row', { name: /jane/ })
  await row.getByText('pending').waitFor()
  await row.getByText('CN=jane, O=developers').waitFor()
  await page.getByRole('status').getByText('New request: jane').waitFor()

  await row.getByRole('link', { name: 'jane' }).click()
  await page.getByRole('heading', { name: 'jane', exact: true }).waitFor()
  await page.getByText('Check before approval').first().waitFor()
  await press(page, 'Approve')
  const dialog = page.getByRole('dialog')
  t.match(await dialog.innerText(), 'kubectl certificate approve jane')
  await dialog.getByLabel('Reason').fill('she asked me at lunch')
  await press(dialog, 'Approve')
  await page.locator('.title .state.issued').waitFor()
  const { body } = await server.get(`${COLLECTION}/jane`)
  t.match(body.status.conditions, [
    { type: 'Approved', reason: 'PageApprove', message: 'she asked me at lunch' },
  ])
  const asked = await server.get('/csrlab/v1/requests?subresource=approval&code=200')
  t.match(asked.body.requests, [{ verb: 'update', user: 'kubernetes-admin' }])

  await page.getByRole('link', { name: 'See the certificate' }).click()
  await page.getByText(/valid for another 36\d days/).waitFor()
  const pre = page.locator('.certificate .commands pre')
  const login = (await pre.textContent())!.split('\n')
  const ran = await shell.run(login.slice(0, -1).join('\n'))
  t.match(ran.out, /Username +jane/, ran.err)
  await shell.run(
    'cp config ca.yaml && kubectl config view --raw -o jsonpath="{.clusters[0].cluster.certificate-authority-data}" | base64 -d > ca.crt',
  )
  t.match(
    (await shell.run(login.at(-1)!)).out,
    'certificatesigningrequests.certificates.k8s.io is forbidden: User \\"jane\\"',
  )
  await press(page, 'PowerShell')
  t.match(await pre.textContent(), /\[Convert\]::FromBase64String/)

  // the page has noticed the login above
  await goTo(page, '#/requests/jane')
  await page.locator('.flow .done').getByText('Log in').waitFor()
  await page.getByText('The certificate has been used to log in.').waitFor()
  t.same(faults, [])
  for (const text of await texts()) t.notMatch(text, /PRIVATE KEY/)
})

t.test('requests are approved and denied on the page', { skip }, async (t) => {
  const server = await startServer(t, { clock: systemClock })
  const shell = new Shell(t, server)
  const browser = await launch(t)
  await request(server, 'mallory')
  await request(server, 'by-curl')
  await request(server, 'too-late')
  const { page, faults } = await visit(browser, server)
  const dialog = page.getByRole('dialog')
  const open = async (name: string, button: string) => {
    await goTo(page, `#/requests/${name}`)
    await page.getByRole('heading', { name, exact: true }).waitFor()
    await press(page, button)
  }

  await t.test('a request is denied with a reason', async (t) => {
    await open('mallory', 'Deny')
    await dialog.getByLabel('Reason').fill('nobody knows her')
    await press(dialog, 'Deny')
    await page.locator('.title .state.denied').waitFor()
    const { body } = await server.get(`${COLLECTION}/mallory`)
    t.match(body.status.conditions, [{ type: 'Denied', message: 'nobody knows her' }])
    await page.locator('.flow .stopped').getByText('Approver').waitFor()
  })

  await t.test('the curl command of the page approves a request', async (t) => {
    await open('by-curl', 'Approve')
    await dialog.getByLabel('Reason').fill('it\'s "quoted" & $odd')
    const line = (await dialog.locator('.commands pre').nth(1).textContent())!
    await page.keyboard.press('Escape')
    await shell.run(
      'kubectl config view --raw -o jsonpath="{.clusters[0].cluster.certificate-authority-data}" | base64 -d > ca.crt',
    )
    const { code, err } = await shell.run(`TOKEN=${server.server.adminToken}\n${line}`)
    t.equal(code, 0, err)
    await page.locator('.title .state.issued').waitFor()
    const { body } = await server.get(`${COLLECTION}/by-curl`)
    t.match(body.status.conditions, [
      { type: 'Approved', reason: 'PageApprove', message: 'it\'s "quoted" & $odd' },
    ])
  })

  await t.test('a conflicting decision is an error', async (t) => {
    await open('too-late', 'Approve')
    const { body } = await server.get(`${COLLECTION}/too-late`)
    await server.put(`${COLLECTION}/too-late/approval`, {
      ...body,
      status: { conditions: [{ type: 'Denied', status: 'True', reason: 'x' }] },
    })
    await press(dialog, 'Approve')
    await dialog.getByText(/object has been modified/).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.title .state.denied').waitFor()
    t.equal(await page.getByRole('button', { name: 'Approve', exact: true }).count(), 0)
  })
  t.same(faults, [])
})

t.test('the page warns of a signer that does not exist', { skip: lacksChromium }, async (t) => {
  const server = await startServer(t, { clock: systemClock, hints: true })
  await request(server, 'vain', { spec: { signerName: 'kubernetes.io/kube-api-client' } })
  const { page, faults } = await visit(await launch(t), server)
  const warning = 'Did you mean kubernetes.io/kube-apiserver-client?'
  const row = page.getByRole('row', { name: /vain/ })
  await row.getByText('no such signer').waitFor()
  await row.getByRole('link').click()
  await page.locator('.flags').getByText(warning).waitFor()
  await page.keyboard.press('a')
  await page.getByRole('dialog').getByText(warning).waitFor()
  t.equal(await page.getByLabel('Reason').evaluate((field) => field.tagName), 'INPUT')
  await page.keyboard.press('Enter')
  await page.locator('.title').getByText('approved, no signer').waitFor()
  await page.locator('.flow .stopped').getByText('Signer').waitFor()
  await goTo(page, '#/requests')
  await row.getByText('approved, no signer').waitFor()
  t.same(faults, [])
})

t.test("the page shows the cluster's lab", { skip: lacksChromium }, async (t) => {
  const server = await startServer(t, { clock: systemClock })
  useLab(server)
  const { page, faults } = await visit(await launch(t), server)
  await page.getByRole('link', { name: 'Lab', exact: true }).click()
  await page.getByRole('heading', { name: 'A new colleague' }).waitFor()
  t.match(await page.locator('.prose li code').allTextContents(), ['jane.key', 'jane.csr'])
  await page.getByText('1 of 5').waitFor()
  t.equal(
    await page.locator('.outcomes small').count(),
    3,
    'only the first unmet outcome is explained, in three parts',
  )
  for (let i = 1; i <= 3; i++) {
    await press(page, 'Show a hint')
    await page.getByText(`Hint ${i} of 3`).waitFor()
  }
  t.match(await page.locator('.hints pre').allTextContents(), [/^cat > jane/])
  await press(page, 'Start over')
  await page.getByRole('button', { name: 'Really?' }).click()
  await page.locator('.hints li').first().waitFor({ state: 'detached' })
  t.same(faults, [])
})

t.test('Activity hides probes by default', { skip: lacksChromium }, async (t) => {
  const server = await startServer(t, { clock: systemClock })
  for (const path of ['/version', '/api/v1/namespaces']) await server.get(path)
  const { page } = await visit(await launch(t), server)
  await goTo(page, '#/activity')
  await page.getByRole('button', { name: 'namespaces' }).waitFor()
  t.equal(await page.getByRole('button', { name: '/version', exact: true }).count(), 0)
  await page.getByRole('checkbox').uncheck()
  await page.getByRole('button', { name: '/version', exact: true }).waitFor()
})

t.test('a user without permission sees what is missing', { skip }, async (t) => {
  const server = await startServer(t, { clock: systemClock, hints: true })
  const browser = await launch(t)
  await issued(server, 'jane')
  const { page, faults } = await visit(browser, server, { as: 'jane' })
  const refusal = page.getByRole('region', { name: 'Not allowed' })
  await refusal.getByText('User "jane" cannot list resource "certificatesigningrequests"').waitFor()
  await refusal.getByText('kubectl create clusterrole').waitFor()
  await goTo(page, '#/activity')
  await refusal.getByText(/cannot get path "\/csrlab\/v1\/requests"/).waitFor()
  await goTo(page, '#/access')
  await press(page, 'get pods: may not')
  await page.getByText('kubectl create role jane-pods-get').waitFor()
  const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default'
  await server.create(`${rbac}/roles`, {
    metadata: { name: 'pods-get' },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  })
  await server.create(`${rbac}/rolebindings`, {
    metadata: { name: 'jane-pods-get' },
    subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }],
    roleRef: { kind: 'Role', name: 'pods-get', apiGroup: 'rbac.authorization.k8s.io' },
  })
  await press(page, 'Check')
  await page.getByRole('button', { name: 'get pods: may', exact: true }).waitFor()
  t.same(faults, [])
})

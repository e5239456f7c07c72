/** Pod Security as a client meets it: refusals, warnings, and what the audit log has. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startServer } from '../../fixtures/server.ts'

const NAMESPACES = '/api/v1/namespaces'
const PREFIX = 'pod-security.kubernetes.io/'

const labelled = (labels: Record<string, string>) => ({
  labels: Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [`${PREFIX}${key}`, value]),
  ),
})

const auditLog = join(t.testdir({}), 'audit.log')
const server = await startServer(t, { auditLog, auditLevel: 'Metadata' })

const create = async (name: string, labels: Record<string, string>): Promise<string> => {
  const { code, text } = await server.post(NAMESPACES, { metadata: { name, ...labelled(labels) } })
  if (code !== 201) throw new Error(text)
  return `${NAMESPACES}/${name}/pods`
}

const privileged = (name: string): object => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'x', securityContext: { privileged: true } }] },
})
const plain = (name: string): object => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'x' }] },
})
const warnings = ({ headers }: { headers: NodeJS.Dict<string | string[]> }): string =>
  String(headers['warning'] ?? '')

void t.test('a namespace refuses pods that its level forbids', async (t) => {
  const pods = await create('strict', { enforce: 'restricted' })
  for (const path of [pods, `${pods}?dryRun=All`]) {
    const { code, body, headers } = await server.post(path, privileged('p'))
    t.equal(code, 403)
    t.match(body, {
      reason: 'Forbidden',
      details: { name: 'p', kind: 'pods' },
      message:
        'pods "p" is forbidden: violates PodSecurity "restricted:latest": privileged (container "c" must not set securityContext.privileged=true), allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    })
    t.equal(warnings({ headers }), '', 'who is refused is not warned too')
  }
  t.equal((await server.get(`${pods}/p`)).code, 404)
})

void t.test('warnings come with pods, and with what will make them', async (t) => {
  const pods = await create('warned', { warn: 'baseline', 'warn-version': 'v1.20' })
  const text =
    'would violate PodSecurity \\"baseline:v1.20\\": privileged (container \\"c\\" must not set securityContext.privileged=true)'
  const pod = await server.post(pods, privileged('p'))
  t.equal(pod.code, 201)
  t.match(warnings(pod), text)
  const deployment = {
    metadata: { name: 'd' },
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: { ...privileged('x'), metadata: { labels: { a: 'b' } } },
    },
  }
  const deployments = (of: string): string => `/apis/apps/v1/namespaces/${of}/deployments`
  t.match(warnings(await server.post(deployments('warned'), deployment)), text)
  const refused = await server.post(deployments('strict'), deployment)
  t.equal(refused.code, 201, 'its pods will be refused, it is not')
  t.match(warnings(refused), 'would violate PodSecurity \\"restricted:latest\\"')
  const scale = await server.patch(`${deployments('strict')}/d/scale`, { spec: { replicas: 2 } })
  t.equal(warnings(scale), '')
})

void t.test('a pod that is there is judged when its containers change', async (t) => {
  const pods = await create('later', {})
  await server.post(pods, privileged('p'))
  const label = labelled({ enforce: 'baseline' })
  await server.patch(`${NAMESPACES}/later`, { metadata: label })
  const touched = await server.patch(`${pods}/p`, { metadata: { labels: { a: 'b' } } })
  t.equal(touched.code, 200, 'a label changes nothing')
  const image = { spec: { containers: [{ name: 'c', image: 'y' }] } }
  const changed = await server.patch(`${pods}/p`, image, {
    contentType: 'application/strategic-merge-patch+json',
  })
  t.equal(changed.code, 403)
  t.match(changed.body.message, 'violates PodSecurity "baseline:latest": privileged')
})

void t.test('labels must say something, unless they were there before', async (t) => {
  const { code, body } = await server.post(NAMESPACES, {
    metadata: { name: 'odd', ...labelled({ enforce: 'nonsense' }) },
  })
  t.equal(code, 422)
  t.equal(
    body.message,
    'Namespace "odd" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "nonsense": must be one of privileged, baseline, restricted',
  )
  await create('fine', {})
  const patched = await server.patch(`${NAMESPACES}/fine`, {
    metadata: labelled({ warn: 'nonsense' }),
  })
  t.equal(patched.code, 422)
})

void t.test('who asks more of a namespace is told of the pods that fall short', async (t) => {
  const pods = await create('old', {})
  for (const name of ['b', 'a', 'c']) await server.post(pods, privileged(name))
  for (const name of ['y', 'x']) await server.post(pods, plain(name))
  const relabel = async (labels: Record<string, string>): Promise<string[]> => {
    const answer = await server.patch(`${NAMESPACES}/old`, { metadata: labelled(labels) })
    t.equal(answer.code, 200)
    return [...warnings(answer).matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text]) =>
      text!.replaceAll('\\', ''),
    )
  }
  t.same(await relabel({ enforce: 'baseline' }), [
    'existing pods in namespace "old" violate the new PodSecurity enforce level "baseline:latest"',
    'a (and 2 other pods): privileged',
  ])
  const restricted =
    'allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile'
  t.same(await relabel({ enforce: 'restricted' }), [
    'existing pods in namespace "old" violate the new PodSecurity enforce level "restricted:latest"',
    `a (and 2 other pods): privileged, ${restricted}`,
    `x (and 1 other pod): ${restricted}`,
  ])
  t.same(await relabel({ enforce: 'restricted', audit: 'baseline' }), [], 'nothing more')
  t.same(await relabel({ enforce: 'baseline' }), [], 'less')
  t.same(
    await relabel({ enforce: 'baseline', 'enforce-version': 'v1.20' }),
    [
      'existing pods in namespace "old" violate the new PodSecurity enforce level "baseline:v1.20"',
      'a (and 2 other pods): privileged',
    ],
    'another version',
  )
})

void t.test('judgements are counted', async (t) => {
  const lab = await startServer(t)
  const made = async (name: string, labels: Record<string, string>): Promise<void> => {
    await lab.post(NAMESPACES, { metadata: { name, ...labelled(labels) } })
    await lab.post(`${NAMESPACES}/${name}/pods`, privileged('p'))
  }
  await made('free', {})
  await made('refusing', { enforce: 'baseline', 'enforce-version': 'v1.99', audit: 'restricted' })
  await made('odd', { warn: 'baseline', 'warn-version': 'v1.20' })
  const { text } = await lab.get('/metrics')
  const lines = new Set(text.split('\n'))
  const judged = (decision: string, level: string, version: string, mode: string): string =>
    `pod_security_evaluations_total{decision="${decision}",policy_level="${level}",policy_version="${version}",mode="${mode}",request_operation="create",resource="pod",subresource=""}`
  for (const [series, count] of [
    [judged('allow', 'privileged', 'latest', 'enforce'), 2],
    [judged('deny', 'baseline', 'future', 'enforce'), 1],
    [judged('deny', 'restricted', 'latest', 'audit'), 1],
    [judged('deny', 'baseline', 'v1.20', 'warn'), 1],
  ] as const) {
    t.ok(lines.has(`${series} ${count}`), series)
  }
  t.ok(
    lines.has(
      'pod_security_exemptions_total{request_operation="update",resource="controller",subresource=""} 0',
    ),
  )
})

void t.test('the audit log has what was asked and what fell short', async (t) => {
  const pods = await create('written', { audit: 'baseline' })
  await server.post(pods, privileged('p'))
  await server.post('/api/v1/namespaces/default/pods', plain('free'))
  await server.close()
  const events = readFileSync(auditLog, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { requestURI: string; verb: string; annotations?: object })
    .filter(({ verb }) => verb === 'create')
  const annotationsOf = (path: string): object =>
    events.findLast(({ requestURI }) => requestURI === path)?.annotations ?? {}
  t.match(annotationsOf(pods), {
    [`${PREFIX}enforce-policy`]: 'privileged:latest',
    [`${PREFIX}audit-violations`]:
      'would violate PodSecurity "baseline:latest": privileged (container "c" must not set securityContext.privileged=true)',
  })
  t.match(annotationsOf('/api/v1/namespaces/default/pods'), {
    [`${PREFIX}enforce-policy`]: 'privileged:latest',
  })
  t.match(annotationsOf(`${NAMESPACES}/strict/pods`), {
    [`${PREFIX}enforce-policy`]: 'restricted:latest',
  })
})

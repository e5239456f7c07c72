/** Tests client-go, the library of controllers, kubelets and kubectl, with in-process clusters. */
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { ClusterOptions } from '../../src/server/cluster-options.ts'
import { type Cluster, startCluster } from '../../src/library/cluster.ts'
import { compile, hasBubbles, isInstalled, runChecks } from './client-go.ts'

const required = process.env['CSRLAB_REQUIRE_KUBECTL'] === '1'
const found = isInstalled()
const skip =
  found || required ? false : 'NOT TESTED: go and golang-k8s-client-go-dev are not installed'
const skipBubbles =
  hasBubbles() || required
    ? skip
    : 'NOT TESTED: tests with simulated time (testing/synctest) need Go 1.24 or 1.25'

// Go compiles client-go on first use
t.setTimeout(900_000)
if (skip === false) compile()

/** Runs a suite of checks against a new cluster. */
const findsAll = async (
  t: Test,
  suite: Parameters<typeof runChecks>[0],
  atLeast: number,
  options: ClusterOptions = {},
): Promise<Cluster> => {
  const cluster = await startCluster(options)
  t.teardown(() => cluster.close())
  const folder = t.testdir({ config: cluster.kubeconfig() })
  const told = await runChecks(suite, join(folder, 'config'), cluster.token)
  for (const { check, error } of told.checks) t.equal(error, undefined, check)
  t.equal(told.code, 0, told.code === 0 ? 'ran to the end' : told.complaints)
  t.ok(told.checks.length >= atLeast, `${told.checks.length} checks`)
  return cluster
}

void t.test('client-go decodes protobuf like JSON', { skip }, async (t) => {
  await findsAll(t, 'protobuf', 15)
})

// 1.37 compresses watch lists, which Go decompresses
void t.test('client-go decodes protobuf of 1.37', { skip }, async (t) => {
  await findsAll(t, 'protobuf', 15, { kubernetesVersion: 'v1.37' })
})

void t.test('client-go handles faults', { skip }, async (t) => {
  await findsAll(t, 'disturbed', 7)
})

const MINUTE = 60_000
const YEAR = 365 * 24 * 60 * MINUTE

void t.test(
  'a kubelet renews its certificate for years, even if the signer is silent for two hours',
  { skip: skipBubbles },
  async (t) => {
    const cluster = await findsAll(t, 'life', 2, { clock: 'frozen' })
    const asked = await cluster.requests({
      userAgent: 'kubelet',
      verb: 'create',
      resource: 'certificatesigningrequests',
    })
    const users = asked.map(({ user }) => user)
    t.equal(users[0], 'system:bootstrap:abcdef', 'first it authenticates with a token')
    t.same(new Set(users.slice(1)), new Set(['system:node:n1']), 'then as its node')
    const times = asked.map(({ time }) => Date.parse(time))
    const waits = times.slice(1).map((time, i) => time - times[i]!)
    const lives = waits.filter((ms) => ms > YEAR / 2).map((ms) => ms / YEAR)
    t.ok(lives.length >= 3, `${lives.length} rotations`)
    for (const life of lives) t.ok(life > 0.699 && life < 0.901, `after ${life} of a year`)
    // the kubelet waits 15 minutes for each certificate
    const tries = waits.filter((ms) => ms < YEAR / 2).map((ms) => ms / MINUTE)
    t.ok(tries.length >= 6 && tries.length <= 8, `${tries.length} more tries during the silence`)
    for (const minutes of tries) t.ok(minutes >= 15 && minutes < 16, `after ${minutes} minutes`)
  },
)

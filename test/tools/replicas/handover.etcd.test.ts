/** Replicas as processes: leader changes, and what clients see during a rolling update. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { until } from '../../fixtures/waits.ts'
import { Client, CSRS } from '../../../tools/kit/client.ts'
import { approval, csr, makeRequests } from '../../../tools/kit/requests.ts'
import { Caller } from './caller.ts'
import { startFleet, withoutFleet } from '../../../tools/replicas/fleet.ts'

/**
 * A stopping replica serves for 4 s, because HAProxy checks replicas every second, and removes a
 * replica after two failed checks.
 */
const DELAY = ['--shutdown-delay-duration', '4s']

t.test('two replicas hand over leadership', { skip: withoutFleet }, async (t) => {
  const fleet = await startFleet(t, 2, DELAY)
  const { balancer } = fleet
  // the first to start leads
  const [first, second] = fleet.replicas as [(typeof fleet.replicas)[0], (typeof fleet.replicas)[0]]
  const [request] = await makeRequests(1)
  const client = new Client(balancer)
  t.teardown(() => client.close())
  const ready = (url: string) => {
    const asking = new Client({ url, dataDir: balancer.dataDir })
    return asking
      .ask('GET', '/readyz')
      .then(
        ({ code }) => code === 200,
        () => false,
      )
      .finally(() => asking.close())
  }
  let names = 0
  /** Returns the milliseconds from an approval to the certificate. */
  const signing = async () => {
    const name = `request-${++names}`
    await client.must('POST', CSRS, csr(name, request!))
    const began = performance.now()
    await client.must('PUT', `${CSRS}/${name}/approval`, approval(name))
    const isSigned = async () => {
      const { code, json } = await client.ask('GET', `${CSRS}/${name}`)
      return code === 200 && json.status.certificate !== undefined
    }
    await until(isSigned, `${name} signed`)
    return Math.round(performance.now() - began)
  }

  await t.test('the other replica signs after the leader is killed', async (t) => {
    await signing()
    await first.end('SIGKILL')
    // may fail, since the client's persistent connection leads to the killed replica
    await client.ask('GET', '/readyz').catch(() => undefined)
    t.comment(`killed: signed after ${await signing()} ms`)
    await first.start()
  })

  await t.test('no request fails while the replicas are replaced one by one', async (t) => {
    let isOver = false
    const callers = [
      ...['a', 'b', 'c'].map((name) => Caller.http1(name, balancer)),
      ...['d', 'e', 'f'].map((name) => Caller.http2(name, balancer)),
    ]
    const calling = callers.map((caller) => caller.run(() => isOver))
    const signed: number[] = []
    const signs = async () => {
      while (!isOver) {
        signed.push(await signing())
        await sleep(100)
      }
    }
    const typed: string[] = []
    const types = async () => {
      const kubectl = promisify(execFile)
      const where = [
        `--kubeconfig=${join(balancer.dataDir, 'kubeconfig')}`,
        `--server=${balancer.url}`,
      ]
      for (let i = 0; !isOver; i++) {
        const words = ['create', 'configmap', `typed-${i}`, '--from-literal=a=b', '-o=name']
        typed.push((await kubectl('kubectl', [...where, ...words])).stdout)
      }
    }
    const working = Promise.all([...calling, signs(), types()])
    // a rejection is handled below, and must not count as unhandled until then
    working.catch(() => (isOver = true))
    for (const replica of [second, first]) {
      const { port } = replica
      const began = performance.now()
      const ended = await replica.end('SIGTERM')
      t.equal(ended?.code, 0)
      t.comment(`port ${port} stopped in ${Math.round(performance.now() - began)} ms`)
      await replica.start()
      await until(() => ready(replica.url), 'the replica is ready')
      // gives the load balancer time to notice
      await sleep(2000)
    }
    isOver = true
    await working
    const asked = callers.reduce((sum, caller) => sum + caller.asked, 0)
    const askedAgain = callers.reduce((sum, caller) => sum + caller.askedAgain, 0)
    t.same(
      callers.flatMap(({ failures }) => failures),
      [],
    )
    t.ok(asked > 100 && typed.length > 1 && signed.length > 1)
    t.comment(
      `${asked} requests (${askedAgain} reads were retried), ${typed.length} kubectl commands, ${signed.length} certificates, the slowest after ${Math.max(...signed)} ms`,
    )
  })
})

/** Named clusters: their folders, kubeconfig entries and commands. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { parse, stringify } from 'yaml'
import type { PrintedResult } from '../../src/cli/kit/result.ts'
import { type } from '../fixtures/command.ts'
import { entriesOf } from '../fixtures/kubeconfig.ts'
import { call, type Running, run, serve, stop } from './process.ts'
import { wordsOf } from '../fixtures/words.ts'

interface Desk {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Runs a command in this process. */
  readonly here: (...args: string[]) => Promise<PrintedResult>
  readonly serve: (...args: string[]) => Promise<Running>
}

/** Makes a user's home, and a folder without a cluster. */
const deskOf = (t: Test): Desk => {
  const cwd = t.testdir({ home: {} })
  const env = {
    HOME: join(cwd, 'home'),
    XDG_DATA_HOME: join(cwd, 'data'),
    CSRLAB_DATA_DIR: join(cwd, '.csrlab'),
    KUBECONFIG: '',
  }
  return {
    cwd,
    env,
    here: (...args) => type(wordsOf(args), { environment: env }),
    serve: (...args) => serve(args, { cwd, env, dataDir: join(cwd, 'data', 'csrlab', 'dev') }),
  }
}

const namesIn = (path: string) => entriesOf(readFileSync(path, 'utf8'))

t.test('a named cluster has its own folder, port and kubeconfig entries', async (t) => {
  const { cwd, env, here, ...desk } = deskOf(t)
  const folder = join(cwd, 'data', 'csrlab', 'dev')
  t.match(await here('list'), { code: 0, text: /^There is no cluster here/ })

  const first = await desk.serve('--name', 'dev')
  t.match(first.stdout(), `\n  cluster      dev\n`)
  t.match(first.stdout(), `export KUBECONFIG=${join(folder, 'kubeconfig')}\n`)
  t.equal(statSync(folder).mode & 0o777, 0o700)
  t.same(namesIn(join(folder, 'kubeconfig')), {
    clusters: ['dev'],
    contexts: ['dev-admin@dev'],
    users: ['dev-admin'],
  })
  const [listed] = JSON.parse((await here('list --json')).text)
  t.match(listed, { name: 'dev', running: true, url: first.url, dataDir: folder })
  t.match((await here('list')).text, new RegExp(`^dev +running +${first.url} +${folder}$`, 'm'))

  t.match(await here('kubeconfig dev'), { code: 0, text: /^- name: dev-admin$/m })
  const jane = await here('kubeconfig dev --user jane --groups ops,dev')
  const [{ name, user }] = parse(jane.text).users
  t.equal(name, 'jane@dev')
  t.equal(parse(jane.text)['current-context'], 'jane@dev')
  t.match(Buffer.from(user['client-certificate-data'], 'base64').toString(), 'BEGIN CERTIFICATE')
  const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
  t.same((await call(first, 'GET', requests)).items, [], 'the request is deleted again')
  const server = await here('kubeconfig dev --server https://lab.example.com:7000')
  t.match(server.text, 'server: https://lab.example.com:7000\n')

  const config = { metadata: { name: 'kept' } }
  const maps = '/api/v1/namespaces/default/configmaps'
  await call(first, 'POST', maps, config)
  t.match(await here('reset dev'), { code: 0, text: /in its initial state/ })
  t.same((await call(first, 'GET', `${maps}?fieldSelector=metadata.name=kept`)).items, [])
  await call(first, 'POST', maps, config)
  const stopped = await here('stop dev')
  t.match(stopped, { code: 0, text: `dev is stopped; its data stay in ${folder}` })
  const { code, stdout } = await first.ended
  t.equal(code, 0)
  t.match(stdout, `\nstopped; the cluster dev is kept in ${folder}\n`)
  t.match(await here('stop dev'), { code: 0, text: /^dev is not running/ })
  t.match((await here('list')).text, /^dev +stopped +https/m)
  t.match(await here('kubeconfig dev --user jane'), { code: 3, text: /is not running/ })

  t.match(await here('start --name dev --data-dir other'), {
    code: 1,
    text: `the cluster dev already exists, kept in ${folder}; choose another --name`,
  })

  const ca = readFileSync(join(folder, 'ca.crt'), 'utf8')
  t.match(await here('reset dev'), { code: 0, text: /in its initial state/ })
  const second = await desk.serve('--name', 'dev', '--clusters')
  t.equal(second.url, first.url, 'the cluster keeps its port')
  t.equal(readFileSync(join(folder, 'ca.crt'), 'utf8'), ca)
  const items = (await call(second, 'GET', maps)).items.map(({ metadata }) => metadata.name)
  t.same(items, ['kube-root-ca.crt'], 'the cluster loses its content')

  t.match(await here('use dev'), { code: 0, text: /context dev-admin@dev in \S+config$/m })
  const kubectl = join(env['HOME']!, '.kube', 'config')
  t.equal(parse(readFileSync(kubectl, 'utf8'))['current-context'], 'dev-admin@dev')
  const gone = await here('delete dev')
  t.match(gone, { code: 0, text: `removed its entries from ${kubectl}\n` })
  await second.ended
  t.notOk(existsSync(folder))
  t.same(namesIn(kubectl), { clusters: [], contexts: [], users: [] })
  t.match(await here('delete dev'), { code: 1, text: /there is no cluster dev/ })
})

t.test('invalid and unknown names are errors', async (t) => {
  const { cwd, env, here } = deskOf(t)
  for (const name of ['Dev', '../dev', 'a_b', '-x', 'x'.repeat(60)])
    t.equal((await here('stop --', name)).code, 2, name)
  t.match(await run(['--name', 'A B'], { cwd, env }), {
    code: 2,
    stderr: /not a valid cluster name/,
  })
  t.match(await here('use dve'), { code: 1 })
  t.match(await here('stop'), { code: 1, text: /there is no cluster in / })
})

t.test(
  "list includes the folder's cluster, and entries of other clusters are not overwritten",
  async (t) => {
    const { cwd, env, here } = deskOf(t)
    const dataDir = env['CSRLAB_DATA_DIR']!
    const server = await serve('--port 0 --kubeconfig shared', { cwd, env, dataDir })
    const other = join(cwd, 'other')
    const args = ['--port', '0', '--kubeconfig', 'shared', '--data-dir', other]
    const refused = await run(args, { cwd, env })
    t.match(refused, {
      code: 3,
      stderr: `it has another cluster named kubernetes (${dataDir})`,
    })
    await stop(server)
    t.match(JSON.parse((await here('list --json')).text), [
      { name: 'kubernetes', running: false, url: server.url, kubeconfig: join(cwd, 'shared') },
    ])
    t.match(
      (await run(args, { cwd, env })).code,
      3,
      "a stopped cluster's entry is not overwritten either",
    )

    // like kubectl, `use` changes an existing entry in its file, and adds a new one to the first
    // file that exists
    const [a, b] = [join(cwd, 'a'), join(cwd, 'b')]
    writeFileSync(
      b,
      stringify({ apiVersion: 'v1', kind: 'Config', users: [{ name: 'eve', user: {} }] }),
    )
    const KUBECONFIG = `${a}:${b}:${join(cwd, 'shared')}`
    const used = await type(['use', 'kubernetes'], { environment: { ...env, KUBECONFIG } })
    t.match(used, { code: 0, text: /^kubernetes is not running; start it: csrlab start$/m })
    t.notOk(existsSync(a))
    t.same(namesIn(b)['clusters'], [], 'the cluster is already in the third file')
    t.equal(parse(readFileSync(b, 'utf8'))['current-context'], 'kubernetes-admin@kubernetes')
    const elsewhere = { ...env, KUBECONFIG: `${a}:${b}` }
    await type(['use', 'kubernetes'], { environment: elsewhere })
    t.same(namesIn(b), {
      clusters: ['kubernetes'],
      contexts: ['kubernetes-admin@kubernetes'],
      users: ['kubernetes-admin', 'eve'],
    })
    const real = { name: 'kubernetes', cluster: { server: 'https://production:6443' } }
    const text = stringify({ kind: 'Config', clusters: [real] })
    writeFileSync(a, text)
    const lost = await type(['use', 'kubernetes'], { environment: elsewhere })
    t.match(lost, { code: 3, text: /is unchanged, because it has another cluster/ })
    t.equal(readFileSync(a, 'utf8'), text)

    t.match(await here('delete kubernetes'), { code: 0 })
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(join(dataDir, 'notes.txt'), 'mine')
    const ca = async (...more: string[]) => {
      await stop(await serve(['--port', '0', ...more], { cwd, env, dataDir }))
      return readFileSync(join(dataDir, 'ca.crt'), 'utf8')
    }
    const before = await ca()
    t.not(await ca('--recreate'), before, '--recreate starts over')
    t.match((await here('delete kubernetes')).text, /^kubernetes and its data are deleted/)
    t.equal(
      readFileSync(join(dataDir, 'notes.txt'), 'utf8'),
      'mine',
      'other files in the folder stay',
    )
    t.notOk(existsSync(join(dataDir, 'csrlab.db')))
  },
)

t.test('if the record of a cluster is unreadable, commands fail', async (t) => {
  const { cwd, here } = deskOf(t)
  const record = join(cwd, 'data', 'csrlab', 'dev.json')
  mkdirSync(record, { recursive: true })
  for (const line of ['list', 'use dev', 'delete dev', 'stop dev'])
    t.match(
      await here(...line.split(' ')),
      { code: 3, text: `Cannot read ${record} (EISDIR); make it` },
      line,
    )
})

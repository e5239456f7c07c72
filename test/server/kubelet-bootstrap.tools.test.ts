import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer as createTlsServer, connect } from 'node:tls'
import { promisify } from 'node:util'
import t from 'tap'
import { renderKubeconfig } from '../../src/apiserver/client/kubeconfig.ts'
import { systemClock } from '../../src/server/system.ts'
import { startServer } from '../fixtures/server.ts'
import { arrival } from '../fixtures/waits.ts'

const run = promisify(execFile)

const walkThrough = readFileSync(
  join(dirname(fileURLToPath(import.meta.url)), '../../docs/kubelet-bootstrap.md'),
  'utf8',
)

interface Step {
  readonly commands: string
  /** its output, with `…` for any text; undefined: none */
  readonly prints: string | undefined
}

/** The walk-through's command blocks, each with its output. */
const steps: Step[] = [
  ...walkThrough.matchAll(/```bash\n([^`]*?)```\n(?:\n```text\n([^`]*?)```\n)?/g),
].map(([, commands = '', prints]) => ({ commands, prints }))

/** Matches lines and words, with any number of blanks between them. */
const pattern = (expected: string) =>
  new RegExp(
    `^\\s*${expected
      .trim()
      .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll(/\s+/g, '\\s+')
      .replaceAll('…', '[^\\n]*')}\\s*$`,
  )

const missing = ['kubectl', 'openssl', 'curl', 'bash'].filter(
  (tool) => spawnSync(tool, ['--help']).error !== undefined,
)
const skip = missing.length > 0 ? `needs ${missing.join(', ')}` : false

const MARK = '--- end of block ---'

t.test('the walk-through of a kubelet’s bootstrap works as written', { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-kubelet-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const { server, url } = await startServer(t, { clock: systemClock })
  const kubeconfig = join(folder, 'admin.kubeconfig')
  writeFileSync(
    kubeconfig,
    renderKubeconfig({
      server: url,
      caPem: server.authority.certificatePem,
      user: 'kubernetes-admin',
      credentials: server.admin,
    }),
  )
  // one shell, as in a terminal: later blocks use variables of earlier ones
  const script = steps.map(({ commands }) => `${commands}\necho '${MARK}'\n`).join('')
  const { stdout } = await run('bash', ['-eu', '-c', `exec 2>&1\n${script}`], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: kubeconfig },
  })
  const printed = stdout.split(`${MARK}\n`)
  t.equal(printed.length, steps.length + 1, 'every block has run to its end')
  for (const [i, { commands, prints = '' }] of steps.entries()) {
    t.match(printed[i], pattern(prints), `after: ${commands.split('\n')[0]}`)
  }

  await t.test('the serving certificate serves', async (t) => {
    const read = (name: string): Buffer => readFileSync(join(folder, name))
    const kubelet = createTlsServer(
      { cert: read('serving.crt'), key: read('serving.key') },
      (socket) => socket.end('ok'),
    ).listen(0, '127.0.0.1')
    t.teardown(() => kubelet.close())
    await arrival(kubelet, 'listening')
    const { port } = kubelet.address() as { port: number }
    const client = connect({
      host: '127.0.0.1',
      port,
      servername: 'node-a',
      ca: server.authority.certificatePem,
    })
    const [data] = (await arrival(client, 'data')) as [Buffer]
    t.equal(data.toString(), 'ok')
    t.ok(client.authorized)
  })

  await t.test('the bootstrap token became invalid with its Secret', async (t) => {
    const { stdout: answer } = await run(
      'kubectl',
      ['--kubeconfig=bootstrap.kubeconfig', 'get', 'csr'],
      { cwd: folder },
    ).catch((error: unknown) => ({ stdout: (error as { stderr: string }).stderr }))
    t.match(answer, /You must be logged in to the server|Unauthorized/)
  })
})

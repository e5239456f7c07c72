/**
 * Tests the image of .container: its scripts build the image, which then runs like a container,
 * unprivileged, and with only its volume and `/tmp` writable.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { ROOT } from './action.ts'
import { canContain, startContainer } from './sandbox.ts'
import { buildImage, imageConfig } from './containerfile.ts'

/**
 * Copies the checkout's better-sqlite3 beside csrlab if the tests run on a Node without SQLite. The
 * tested image contains the same Node; published images contain a newer one.
 */
const addSqlite = (root: string) => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 13)) return
  for (const name of ['better-sqlite3', 'bindings', 'file-uri-to-path'])
    cpSync(join(ROOT, 'node_modules', name), join(root, 'opt/csrlab/node_modules', name), {
      recursive: true,
    })
}

const isDebian =
  existsSync('/var/lib/dpkg/info/libc6:amd64.list') ||
  existsSync('/var/lib/dpkg/info/libc6:arm64.list')

const makeImage = () => {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-image-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return buildImage(folder)
}

let made: string | undefined
/** Returns the image, which all tests share because it contains Node and is large. */
const image = () => (made ??= makeImage())

/** Returns the total size of all files below a folder, in bytes. */
const sizeOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + lstatSync(join(parentPath, name)).size, 0)

const skip = isDebian
  ? false
  : 'NOT TESTED: it needs Debian, whose libraries are copied into the image'

t.test('the image has csrlab, Node and their libraries, in less than 200 MB', { skip }, (t) => {
  const root = image()
  t.same(readdirSync(root).toSorted(), 'data etc lib lib64 opt tmp usr'.split(' '))
  t.same(readdirSync(join(root, 'usr/local/bin')), ['csrlab', 'node'])
  t.ok(existsSync(join(root, 'usr/share/doc/libc6/copyright')))
  t.ok(sizeOf(root) < 200e6, `${sizeOf(root)} bytes`)
  t.match(imageConfig, {
    user: /^[1-9]\d*:[1-9]\d*$/,
    volume: '/data',
    env: { CSRLAB_DATA_DIR: '/data' },
  })
  t.end()
})

const contained =
  skip || (canContain() ? false : 'NOT TESTED: it needs root, and permission to mount')

t.test(
  'csrlab serves as an unprivileged user, with a read-only root, until it is stopped',
  { skip: contained },
  async (t) => {
    const root = image()
    addSqlite(root)
    const container = await startContainer(t, root, { CSRLAB_PORT: '0' }, ['--tls-san', 'lab'])
    t.match(container.output(), /API at https:/)
    t.match(container.exec(...imageConfig.healthcheck), { status: 0, output: / is ready$/m })

    const look = `const { getuid, getgid } = process, { writeFileSync } = require('fs')
    const write = (path) => { try { writeFileSync(path, ''); return 'written' } catch ({ code }) { return code } }
    console.log(getuid(), getgid(), write('/opt/new'), write('/data/new'), write('/tmp/new'))`
    t.equal(
      container.exec('/usr/local/bin/node', '-e', look).output,
      '65532 65532 EROFS written written\n',
    )

    const printed = container.exec(
      '/usr/local/bin/csrlab',
      'kubeconfig',
      '--server',
      'https://lab:6443',
    )
    t.equal(printed.status, 0, printed.output)
    t.match(parse(printed.output).clusters[0].cluster.server, 'https://lab:6443')

    t.equal(await container.stop(), 0)
    t.match(container.output(), 'stopped; the cluster is kept in /data')
    t.ok(existsSync(join(root, 'data/ca.crt')), 'the volume keeps its files')
  },
)

t.test(
  'without a writable volume, csrlab exits with an error that names the folder',
  { skip: contained },
  async (t) => {
    const root = image()
    addSqlite(root)
    execFileSync('chown', ['-R', '0:0', join(root, 'data')])
    const container = await startContainer(t, root, { CSRLAB_PORT: '0' }, [])
    t.equal(container.process.exitCode, 3)
    t.match(container.output(), /^csrlab: .*\/data/m)
    t.notMatch(container.output(), /^ +at /m)
  },
)

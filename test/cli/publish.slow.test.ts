/** `npm publish`, to a registry that stores nothing. */
import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const OWNED = {
  repository: 'owner/csrlab',
  homepage: 'https://example.com',
  bugs: 'https://example.com',
}

interface Published {
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>
}

const packedManifest = ({ _attachments: tarballs }: Published) => {
  const [tarball] = Object.values(tarballs)
  const input = Buffer.from(tarball!.data, 'base64')
  return JSON.parse(execFileSync('tar', ['-xzO', 'package/package.json'], { input }).toString())
}

/** Publishes a checkout that has no installed dependencies, and whose build does nothing. */
const publish = async (t: Test, settings: object) => {
  const published: Published[] = []
  const registry = createServer((request, response) => {
    if (request.method === 'PUT')
      void json(request).then((body) => {
        published.push(body as Published)
        response.writeHead(201).end('{}')
      })
    else response.writeHead(404).end('{}')
  })
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
  t.teardown(() => registry.close())
  const folder = t.testdir({})
  mkdirSync(join(folder, 'build'))
  cpSync(join(ROOT, 'build/publishable.mjs'), join(folder, 'build/publishable.mjs'))
  const { bundleDependencies: _bundle, ...rest } = manifest
  const scripts = { ...manifest.scripts, build: 'node --version' }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...rest, ...settings, scripts }))
  const host = `127.0.0.1:${(registry.address() as AddressInfo).port}`
  const asked = [
    'publish',
    '--ignore-scripts=false',
    `--registry=http://${host}`,
    `--//${host}/:_authToken=x`,
  ]
  const outcome = await promisify(execFile)('npm', asked, { cwd: folder }).catch(
    (error: { readonly stderr: string }) => error,
  )
  return { outcome, published }
}

t.test('npm publish omits the prepare script', async (t) => {
  const { outcome, published } = await publish(t, OWNED)
  t.match(outcome.stderr, 'restore it after publishing')
  const { prepare, ...others } = manifest.scripts
  t.ok(prepare, 'package.json has a prepare script')
  t.strictSame(packedManifest(published[0]!).scripts, { ...others, build: 'node --version' })
})

t.test('npm publish fails if package.json lacks repository, homepage and bugs', async (t) => {
  const { outcome, published } = await publish(t, {})
  t.match(outcome.stderr, 'package.json lacks repository, homepage, bugs')
  t.strictSame(published, [])
})

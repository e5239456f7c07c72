/**
 * Makes the data file of this version, as its server leaves it: `node
 * test/storage/released/make.mjs VERSION [FOLDER]`, after `npm run build`. Remake the unreleased
 * version's file when the content of a new cluster changes; never that of a released version.
 * test/storage/released.test.ts opens all files, and compares the current version's file with a
 * newly made one.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [version, folder = fileURLToPath(new URL('.', import.meta.url))] = process.argv.slice(2)
if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
  process.stderr.write('usage: node test/storage/released/make.mjs VERSION [FOLDER]\n')
  process.exit(1)
}

const built = (path) => new URL(`../../../dist/${path}`, import.meta.url).href
const { createServer } = await import(built('server/server.js'))
const { systemClock } = await import(built('server/system.js'))

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const dataDir = mkdtempSync(join(tmpdir(), 'csrlab-'))
const clock = { ...systemClock, now: () => Date.parse('2026-11-24T12:00:00Z') }
const server = await createServer({ dataDir, clock, caKeyType: 'p256' })

const send = async (method, url, body) => {
  const answer = await server.inject(method, url, body)
  if (answer.code >= 300) throw new Error(JSON.stringify(answer.body))
  return answer.body
}
for (const name of ['kept', 'changed', 'deleted'])
  await send('POST', CONFIG_MAPS, { metadata: { name }, data: { colour: 'green' } })
await send('PUT', `${CONFIG_MAPS}/changed`, {
  metadata: { name: 'changed' },
  data: { colour: 'red' },
})
await send('DELETE', `${CONFIG_MAPS}/deleted`)
await server.close()

// copied, not moved: the folder may be on another file system
copyFileSync(join(dataDir, 'csrlab.db'), join(folder, `${version}.db`))
rmSync(dataDir, { recursive: true })

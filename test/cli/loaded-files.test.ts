/** Each file that is read at startup takes time and memory in every server. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** Returns the files that `csrlab run` loads. */
const loaded = async (dir: string) => {
  const list = join(dir, 'list.json')
  const hook = join(dir, 'hook.cjs')
  const args = ['--require', hook, CLI, 'run', '--', process.execPath, '-e', '0']
  const env = { ...process.env, NODE_OPTIONS: '', LIST_OF_LOADED: list }
  await promisify(execFile)(process.execPath, args, { env })
  return JSON.parse(readFileSync(list, 'utf8')) as string[]
}

/** Packages that a start must not load. */
const LATE = ['ajv', '@grpc', 'protobufjs']

/** In characters. To read a file, V8 needs memory of about six times the file's size. */
const LARGE = 800_000

t.test('a start loads no on-demand packages and no large files', async (t) => {
  const dir = t.testdir({
    'hook.cjs': `process.on('exit', () =>
      require('node:fs').writeFileSync(process.env.LIST_OF_LOADED, JSON.stringify(Object.keys(require.cache))))`,
  })
  const files = await loaded(dir)
  t.ok(files.some((file) => file.endsWith('main.cjs')))
  for (const file of files.filter((name) => /\.c?js$/.test(name))) {
    const text = readFileSync(file, 'utf8')
    t.ok(text.length < LARGE, `${file} is not large`)
    const late = LATE.filter((name) => text.includes(`\n// node_modules/${name}/`))
    t.same(late, [], `${file} contains no on-demand package`)
  }
})

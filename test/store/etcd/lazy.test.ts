/** Who has no etcd pays for none: nothing of it is loaded before. */
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const SRC = new URL('../../../src/', import.meta.url)

void t.test('outside of its room the store in etcd is imported when it is asked for', (t) => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('store/etcd/') && file !== 'store/etcd.ts',
  )
  const importers = files.flatMap((file) =>
    Array.from(
      readFileSync(new URL(file, SRC), 'utf8').matchAll(
        /^(?!import type ).*\b(?:from|import\() ?'(?:\.\.?\/)+(?:store\/)?etcd(?:\/[\w-]+)?\.ts'.*$/gm,
      ),
      ([line]) => [file, line.trim()],
    ),
  )
  t.same(importers, [
    ['boot/state.ts', "const { openEtcdStore } = await import('../store/etcd.ts')"],
  ])
  const packages = readFileSync(new URL('store/etcd/package.ts', SRC), 'utf8')
  t.match(packages, /^import type .* from '@grpc\/grpc-js'$/m)
  t.end()
})

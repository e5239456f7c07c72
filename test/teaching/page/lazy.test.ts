import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const SRC = new URL('../../../src/', import.meta.url)

t.test('outside its folder, the page is imported only as types or on demand', async (t) => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('teaching/page/'),
  )
  const importers = files.flatMap((file) =>
    Array.from(
      readFileSync(new URL(file, SRC), 'utf8').matchAll(
        /^.*\b(?:from|import\() ?'(?:\.\.?\/)+(?:teaching\/)?page\/[\w-]+\.ts'.*$/gm,
      ),
      ([line]) => [file, line.trim()],
    ),
  )
  t.same(
    importers.filter(([, line]) => !line!.startsWith('import type ')),
    [['server/page.ts', "const { Page } = await import('../teaching/page/page.ts')"]],
  )
})

/** The mistakes that learners make, each made with the real kubectl, openssl or curl. */
import { readdirSync } from 'node:fs'
import t from 'tap'
import * as lists from '../../src/hints/list.ts'
import { Lab, lacksTools } from './lab.ts'
import type { Row } from './row.ts'

const here = new URL('rows/', import.meta.url)
const files = readdirSync(here)
  .filter((file) => file.endsWith('.ts'))
  .sort()
const rows = await Promise.all(
  files.map(async (file) => {
    const { row } = (await import(new URL(file, here).href)) as { row: Row }
    return { ...row, file, number: Number.parseInt(file, 10) }
  }),
)

t.test('what users see', { skip: lacksTools }, async (t) => {
  const lab = await Lab.start(t)
  for (const row of rows)
    await t.test(`row ${row.number}: ${row.mistake}`, (t) => row.commit(t, lab))
})

t.test('there is a test for each of the 33 rows, and a row for each hint', (t) => {
  t.same(
    rows.map(({ number }) => number),
    Array.from({ length: 33 }, (_, i) => i + 1),
  )
  const hints = new Set(
    Object.values(lists)
      .flat()
      .map(({ id }) => id),
  )
  const answered = new Set(rows.flatMap(({ hints }) => hints))
  t.same([...answered].sort(), [...hints].sort())
  t.end()
})

/** Each hint has a file, a place in the list of its moment, and a table of facts. */
import { readdirSync } from 'node:fs'
import t from 'tap'
import * as lists from '../../src/hints/list.ts'

const MOMENTS: Readonly<Record<string, readonly { id: string }[]>> = {
  create: lists.CREATE_HINTS,
  accept: lists.ACCEPT_HINTS,
  learn: lists.LEARN_HINTS,
  edit: lists.EDIT_HINTS,
  approve: [...lists.APPROVE_HINTS, ...lists.APPROVED_HINTS],
  bind: lists.BIND_HINTS,
  delete: lists.DELETE_HINTS,
  read: lists.READ_HINTS,
  refused: lists.REFUSED_HINTS,
  login: lists.LOGIN_HINTS,
}

for (const [moment, hints] of Object.entries(MOMENTS)) {
  const ids = hints.map(({ id }) => id).sort()
  t.test(
    `each hint of the moment ${moment} has its file, its place in the list and its table`,
    (t) => {
      const files = (folder: string) => readdirSync(new URL(folder, import.meta.url)).sort()
      t.same(
        files(`../../src/hints/${moment}/`),
        ids.map((id) => `${id}.ts`),
      )
      t.same(
        files(`${moment}/`),
        ids.map((id) => `${id}.test.ts`),
      )
      t.end()
    },
  )
}

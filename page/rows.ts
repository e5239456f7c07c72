/** What is inside the requests: decoded by the server, a batch at a time, each once. */
import { signal } from '@preact/signals'
import { ask } from './api.ts'
import type { Csr, Row } from './types.ts'

const BATCH = 100
/** The server takes four megabytes. */
const BATCH_CHARACTERS = 2_000_000

export const rows = signal<ReadonlyMap<string, Row>>(new Map())

let wanted: readonly Csr[] = []
let isAsking = false
/** How often all were forgotten: what was asked for before that does not count any more. */
let age = 0

const nextBatch = (): object[] => {
  const batch: object[] = []
  let characters = 0
  for (const { metadata, spec } of wanted) {
    const { uid = '', name } = metadata
    if (rows.peek().has(uid)) continue
    characters += (spec.request ?? '').length
    if (batch.length === BATCH || (batch.length > 0 && characters > BATCH_CHARACTERS)) break
    batch.push({ metadata: { uid, name }, spec })
  }
  return batch
}

const fill = async (): Promise<void> => {
  for (let items = nextBatch(); items.length > 0; items = nextBatch()) {
    const asked = age
    const { rows: told } = await ask<{ rows: Row[] }>('POST', '/page/v1/rows', { items })
    if (asked !== age) continue
    rows.value = new Map([...rows.peek(), ...told.map((row) => [row.uid, row] as const)])
  }
}

/** Sees to it that these have rows; those that are gone are forgotten. */
export const rowsWanted = (items: readonly Csr[]): void => {
  wanted = items
  if (isAsking) return
  isAsking = true
  void fill()
    .catch(() => undefined)
    .finally(() => {
      isAsking = false
    })
}

/** What is odd about a request depends on who asks, and on bindings, and is said in a language. */
export const forgetRows = (): void => {
  age++
  rows.value = new Map()
}

/** Asks for all of them once more. */
export const askAnew = (): void => {
  forgetRows()
  rowsWanted(wanted)
}

/** The rows of the CSR list, fetched in batches and cached. */
import { signal } from '@preact/signals'
import { ask } from './api.ts'
import type { Csr, Row } from './types.ts'

const BATCH = 100
/** Maximum total length of `spec.request` in a batch of several CSRs; the server accepts 4 MiB. */
const BATCH_CHARACTERS = 2_000_000

export const rows = signal<ReadonlyMap<string, Row>>(new Map())

let wanted: readonly Csr[] = []
let isAsking = false
/** incremented by `forgetRows`, so that responses to older requests are ignored */
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

/** Forgets all rows: their hints depend on the user, the bindings and the language. */
export const forgetRows = (): void => {
  age++
  rows.value = new Map()
}

export const askAnew = (): void => {
  forgetRows()
  rowsWanted(wanted)
}

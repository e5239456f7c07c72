import type { Connection } from './connection.ts'
import type { Keys } from './keys.ts'
import type { KeyValue } from './messages.ts'

const PAGE = 500

/** Reads a range in pages, all at `revision` (0: the newest). Rejects with EtcdError. */
export const readAll = async (
  connection: Connection,
  { key, range_end }: Keys['range'],
  revision: number,
): Promise<{ readonly rows: KeyValue[]; readonly revision: number }> => {
  const rows: KeyValue[] = []
  let from = key
  let at = revision
  for (;;) {
    const page = await connection.range({ key: from, range_end, limit: PAGE, revision: at })
    for (const row of page.kvs) rows.push(row)
    if (at === 0) at = page.header!.revision
    if (!page.more) return { rows, revision: at }
    from = Buffer.concat([page.kvs.at(-1)!.key, Buffer.alloc(1)])
  }
}

/** The format version in etcd; prevents opening data of a newer csrlab. */
import { OpenError } from '../open.ts'
import type { Connection } from './connection.ts'
import type { Keys } from './keys.ts'
import { COMPARE_MOD } from './messages.ts'

/** The newest known format. A format that older programs would misread gets the next number. */
const KNOWN = 1

/** Whether etcd has a format version. Rejects with OpenError `newer`, or with EtcdError. */
export const checkFormat = async (
  connection: Connection,
  { format }: Keys,
  prefix: string,
): Promise<boolean> => {
  const found = (await connection.range({ key: format })).kvs[0]?.value.toString()
  if (found !== undefined && Number(found) > KNOWN) {
    const message = `the data in etcd under ${prefix} were written by a newer csrlab (format ${found}; this program reads up to ${KNOWN}): use that version, or another --etcd-prefix`
    throw new OpenError('newer', connection.server, message)
  }
  return found !== undefined
}

export const writeFormat = (connection: Connection, { format }: Keys): Promise<unknown> =>
  connection.txn({
    compare: [{ target: COMPARE_MOD, key: format, mod_revision: 0 }],
    success: [{ request_put: { key: format, value: Buffer.from(String(KNOWN)) } }],
  })

/**
 * The format of a cluster's data in etcd, so that no replica opens data that a newer csrlab has
 * written in another format.
 */
import { OpenError } from '../open.ts'
import type { Connection } from './connection.ts'
import type { Keys } from './keys.ts'
import { COMPARE_MOD } from './messages.ts'

/**
 * The newest format that this program knows; raised when earlier programs would misread what is
 * written.
 */
const KNOWN = 1

/**
 * Whether etcd names the format of what is under `prefix`. Rejects with OpenError `newer` for a
 * later format than the known one, and with EtcdError.
 */
export const checkFormat = async (
  connection: Connection,
  { format }: Keys,
  prefix: string,
): Promise<boolean> => {
  const found = (await connection.range({ key: format })).kvs[0]?.value.toString()
  if (found !== undefined && Number(found) > KNOWN) {
    const message = `what is in etcd under ${prefix} was written by a newer csrlab (its format is ${found}, this program knows ${KNOWN}): use that one, or another --etcd-prefix`
    throw new OpenError('newer', connection.server, message)
  }
  return found !== undefined
}

/** Writes the format, unless etcd names one. Rejects with EtcdError. */
export const writeFormat = (connection: Connection, { format }: Keys): Promise<unknown> =>
  connection.txn({
    compare: [{ target: COMPARE_MOD, key: format, mod_revision: 0 }],
    success: [{ request_put: { key: format, value: Buffer.from(String(KNOWN)) } }],
  })

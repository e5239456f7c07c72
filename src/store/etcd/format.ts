/** In which form a cluster is in etcd: so that a replica never takes for its own what a newer csrlab has written in another one. */
import type { Connection } from './connection.ts'
import { NewerFormatError } from './errors.ts'
import type { Keys } from './keys.ts'
import { COMPARE_MOD } from './messages.ts'

/**
 * The newest form that is known here. It is raised when what is written would be taken for something else by those that do not know
 * it; a resource, a field, a setting or a key more is left alone by them, and needs no new one.
 */
const KNOWN = 1

/** Why what is under `prefix` cannot be used; undefined where it can. `value`: of the key that says its form; undefined: it is not there. */
export const newerFormat = (
  prefix: string,
  value: Buffer | undefined,
): NewerFormatError | undefined => {
  const format = value?.toString() ?? String(KNOWN)
  if (Number(format) <= KNOWN) return undefined
  return new NewerFormatError(
    `what is in etcd under ${prefix} was written by a newer csrlab (its format is ${format}, this program knows ${KNOWN}): use that one, or another --etcd-prefix`,
  )
}

/** Of the key, as it is now. Rejects with EtcdError. */
export const readFormat = async (
  connection: Connection,
  { format }: Keys,
): Promise<Buffer | undefined> => (await connection.range({ key: format })).kvs[0]?.value

/** Says in which form all is that is written from now on, where nobody has said it. Rejects with EtcdError. */
export const writeFormat = (connection: Connection, { format }: Keys): Promise<unknown> =>
  connection.txn({
    compare: [{ target: COMPARE_MOD, key: format, mod_revision: 0 }],
    success: [{ request_put: { key: format, value: Buffer.from(String(KNOWN)) } }],
  })

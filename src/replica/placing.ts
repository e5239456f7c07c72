/** How what a replica has made gets into the store. */
import type { KubeObject } from '../api/meta.ts'
import { parseJsonInTurns } from '../api/text/json.ts'
import type { Turns } from '../api/turns.ts'
import type { Registry } from '../registry/registry.ts'
import type { Row } from '../store/store.ts'
import type { Write } from './messages.ts'
import { bufferOf } from './remote-rows.ts'

/**
 * Writes for the replica. An object is decoded in turns before it is stored, so that nobody who follows its resource has to do that in
 * one go. Rejects as the store does.
 */
export const placing =
  (registries: () => readonly Registry[], turns: Turns) =>
  async ({ verb, key, expected, bytes }: Write): Promise<Row> => {
    const registry = registries().find(({ resource }) => key.startsWith(resource.storagePrefix))
    if (registry === undefined) throw new Error(`no resource is kept under ${key}`)
    const source = bufferOf(bytes)
    const object = (await turns.run(parseJsonInTurns(source.toString()))) as KubeObject
    return verb === 'delete'
      ? registry.displace(key, object, expected, source)
      : registry.place(key, object, expected, source)
  }

/** The data folder of a server that has very many requests, without a write over the API for each. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { KubeObject } from '../../src/apimachinery/meta.ts'
import { withMetadata } from '../../src/apiserver/registry/metadata.ts'
import { encodeObject, objectValues } from '../../src/apiserver/registry/encoding.ts'
import { openStore } from '../../src/storage/sqlite.ts'
import { serve, stop } from '../cli/process.ts'
import { Client, CSRS } from './client.ts'
import { csr, makeRequests } from './requests.ts'

const PREFIX = '/registry/certificatesigningrequests/'
const BATCH = 2000

/** What such a server is started with. */
export const MANY_ARGS = ['--port', '0', '--log-level', 'error']

/** Puts copies of one request into the data folder of a server that has ended, as that would store them. */
const multiply = async (dataDir: string, count: number): Promise<void> => {
  const store = openStore({ path: join(dataDir, 'csrlab.db'), values: objectValues })
  const [row] = store.collection(PREFIX).list().rows
  const original = JSON.parse(row!.value.toString()) as KubeObject
  for (let at = 1; at < count; at += BATCH)
    await Promise.all(
      Array.from({ length: Math.min(BATCH, count - at) }, (_, i) => {
        const name = `many-${at + i}`
        const labels = { half: String(i % 2) }
        const copy = withMetadata(original, { name, labels, uid: randomUUID() })
        return store.create(`${PREFIX}${name}`, encodeObject(copy))
      }),
    )
  await store.close()
}

/** Has a server begin its data folder below `cwd`, in which there are `count` requests when this resolves: `many-0` and so on. */
export const makeMany = async (cwd: string, count: number): Promise<void> => {
  const first = await serve(MANY_ARGS, { cwd })
  const maker = new Client(first, { connections: 1 })
  const [request] = await makeRequests(1)
  await maker.must('POST', CSRS, csr('many-0', request!))
  maker.close()
  await stop(first)
  await multiply(first.dataDir, count)
}

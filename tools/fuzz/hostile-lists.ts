/** Requests that list 10,000 CSRs, in several forms. */
import { type Client, CSRS } from '../kit/client.ts'
import type { Hostile } from './fuzzer.ts'

const STORED = 10_000

const AT_ONCE = 16

export const storeMany = async (client: Client, requestPem: string): Promise<void> => {
  const spec = { request: Buffer.from(requestPem).toString('base64'), usages: ['client auth'] }
  let next = 0
  const store = async (): Promise<void> => {
    while (next < STORED) {
      const i = next++
      const metadata = { name: `many-${i}`, labels: { half: String(i % 2) } }
      await client.must('POST', CSRS, {
        metadata,
        spec: { ...spec, signerName: `example.com/${i % 2}` },
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, store))
}

const FORMS = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/yaml;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
]

/** Terms that match every object; together longer than a selector may be (64 KiB). */
const TERMS = Array.from({ length: 20_000 }, (_, i) => `!x${i}`).join(',')

export const LISTS: readonly Hostile[] = [
  ...FORMS.map((accept) => ({ path: CSRS, headers: { accept } })),
  { path: `${CSRS}?pretty=true` },
  { path: `${CSRS}?includeObject=Object`, headers: { accept: FORMS[3]! } },
  { path: `${CSRS}?labelSelector=half%3D1` },
  { path: `${CSRS}?fieldSelector=spec.signerName%3Dexample.com/1` },
  { path: `${CSRS}?limit=500&labelSelector=half%3D1,${TERMS}` },
  { path: CSRS, headers: { 'accept-encoding': 'gzip' } },
].map((list) => ({ method: 'GET', ...list }))

/** Deletes all CSRs, so it must be the last request. */
export const DELETED = { method: 'DELETE', path: CSRS }

/** Texts of more values than the event loop works on, read in a thread that works on many, as that of the replica does. */
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { exactJson } from '../../../src/api/text/json-exact.ts'
import { parseJson } from '../../../src/api/text/json.ts'
import { workOnMany } from '../../../src/api/text/many-values.ts'
import { parseYaml } from '../../../src/api/text/yaml/read.ts'
import { arrival } from '../../fixtures/waits.ts'

const PARSERS = {
  json: (text: string) => parseJson(text).value,
  yaml: (text: string) => parseYaml(text).value,
}

type Language = keyof typeof PARSERS

interface Deep {
  readonly language: Language
  readonly texts: readonly string[]
}

/** The JSON of each text, or what its parser throws: `NAME: MESSAGE`. */
export const readDeep = async (
  language: Language,
  texts: readonly string[],
): Promise<readonly string[]> => {
  const deep: Deep = { language, texts }
  const worker = new Worker(new URL(import.meta.url), { workerData: { deep } })
  const [read] = (await arrival(worker, 'message')) as [readonly string[]]
  return read
}

const read = ({ language, texts }: Deep): readonly string[] =>
  texts.map((text) => {
    try {
      return exactJson(PARSERS[language](text))
    } catch (error) {
      return String(error)
    }
  })

const { deep } = (workerData ?? {}) as { readonly deep?: Deep }
if (deep !== undefined) {
  workOnMany()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
  parentPort!.postMessage(read(deep))
}

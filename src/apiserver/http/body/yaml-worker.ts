import { parentPort } from 'node:worker_threads'
import { exactJson } from '../../../apimachinery/text/json-exact.ts'
import { ManyValues } from '../../../apimachinery/text/many-values.ts'
import { parseYaml, YamlError } from '../../../apimachinery/text/yaml/read.ts'
import type { YamlMessage } from './yaml-thread.ts'

const outcomeOf = (body: Uint8Array): YamlMessage => {
  try {
    const { value, strictError } = parseYaml(Buffer.from(body.buffer, body.byteOffset, body.length))
    return { json: exactJson(value), strictError }
  } catch (error) {
    if (error instanceof YamlError) return { problem: error.message, line: error.line }
    if (error instanceof ManyValues) return { many: true }
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window
parentPort?.on('message', (body: Uint8Array) => parentPort?.postMessage(outcomeOf(body)))

/** Makes a fault of the past again, and says whether its test sees it. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Fault } from './faults.ts'
import { failureOf } from './tests.ts'

const TIMEOUT_MS = 120_000

export interface Outcome {
  readonly seen: boolean
  /** what the test said, or why the fault could not be made */
  readonly said: string
}

export const outcomeOf = async ({
  source,
  before,
  after,
  test,
  hangs,
}: Fault): Promise<Outcome> => {
  const path = resolve(source)
  const text = readFileSync(path, 'utf8')
  const start = text.indexOf(before)
  if (start < 0 || start !== text.lastIndexOf(before))
    return { seen: false, said: `${before} does not stand once in ${source}: say it anew` }
  const change = { path, start, end: start + before.length, text: after }
  const said = await failureOf([test], TIMEOUT_MS, change)
  return said === undefined
    ? { seen: false, said: `${test} passes` }
    : { seen: hangs === true || said.startsWith('not ok'), said }
}

/**
 * Runs test files in one process, one after another: the JSON list CSRLAB_TESTS, relative to the
 * root of the repository. Tap names a test's folder after the process's arguments, so each process
 * has a unique name.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

const files = JSON.parse(process.env['CSRLAB_TESTS'] ?? '[]') as string[]

/**
 * Queues the next file before the test of this file ends, since tap takes an empty queue for the
 * end.
 */
const load = (at: number): void => {
  const file = files[at]
  if (file === undefined) return
  void t.test(file, async () => {
    await import(pathToFileURL(resolve(file)).href)
    load(at + 1)
  })
}

t.setTimeout(0)
load(0)

/**
 * Runs the test files in CSRLAB_TESTS (a JSON list of paths from the root of the repository) one
 * after another in one process. Tap derives the path of `t.testdir` from the arguments of the
 * process, so each process gets a unique argument.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

const files = JSON.parse(process.env['CSRLAB_TESTS'] ?? '[]') as string[]

/**
 * Runs a file, and queues the next one before the test of this file ends: tap stops when its queue
 * is empty.
 */
const load = (at: number) => {
  const file = files[at]
  if (file === undefined) return
  void t.test(file, async () => {
    await import(pathToFileURL(resolve(file)).href)
    load(at + 1)
  })
}

t.setTimeout(0)
load(0)

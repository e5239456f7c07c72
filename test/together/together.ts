/** Runs the test files of a room in one process. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { APART, ROOMS } from './rooms.ts'

const TESTS = join(import.meta.dirname, '..')

/** All test files, from `test/`, in order of their names. */
export const everyTestFile = (): readonly string[] =>
  readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .sort()

/** Those of some folders that run together. */
export const testFiles = (folders: readonly string[]): readonly string[] =>
  everyTestFile().filter(
    (name) =>
      folders.some((folder) => name.startsWith(`${folder}/`)) &&
      !APART.some((apart) => apart.test(name)),
  )

/**
 * Loads the files of a room, each when the tests of the one before have ended, in a test with its name. The next is in the queue before
 * one ends: tap takes an empty queue for the end of all.
 */
export const together = (room: string): void => {
  t.setTimeout(600_000)
  const files = testFiles(ROOMS[room]!)
  const load = (at: number): void => {
    const file = files[at]
    if (file === undefined) return
    void t.test(file, async () => {
      await import(join(TESTS, file))
      load(at + 1)
    })
  }
  load(0)
}

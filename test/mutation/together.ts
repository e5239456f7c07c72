/** Runs test files in one process, one after the other, up to the first that fails: `together.ts FILE…`. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

for (const file of process.argv.slice(2)) {
  await import(pathToFileURL(resolve(file)).href)
  // stands in the line behind the tests of the file
  await t.test(`${file} is over`, async () => undefined)
}

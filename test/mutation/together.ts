/** Runs test files in one process, one after the other, up to the first that fails: the list CSRLAB_TESTS, in JSON. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

for (const file of JSON.parse(process.env.CSRLAB_TESTS ?? '[]') as string[]) {
  let loaded = (): void => undefined
  const loading = new Promise<void>((done) => (loaded = done))
  // tap would take a line that is empty for its end, and close what the tests before have opened
  void t.test(`${file} is loaded`, () => loading)
  await import(pathToFileURL(resolve(file)).href)
  loaded()
  // stands in the line behind the tests of the file
  await t.test(`${file} is over`, async () => undefined)
}

/**
 * The image of `.container` and the files of docs/deploy; a Containerfile parser is installed
 * first.
 */
import t from 'tap'
import { installPackages } from '../fixtures/packages.ts'

const skip = installPackages(import.meta.dirname)
if (skip) void t.test('dockerfile-ast', { skip }, () => undefined)
else {
  await import('./image.ts')
  await import('./deploy.ts')
}

/** Installs the official JavaScript client, then tests it. */
import t from 'tap'
import { installPackages } from '../../fixtures/packages.ts'

const skip = installPackages(import.meta.dirname)
if (skip) void t.test('the JavaScript client passes its checks', { skip }, () => undefined)
else {
  await import('./client.ts')
  await import('./disturbed.ts')
}

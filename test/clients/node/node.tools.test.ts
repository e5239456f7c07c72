/** The official JavaScript client, whose packages are installed first. */
import t from 'tap'
import { installPackages } from '../../fixtures/packages.ts'

const skip = installPackages(import.meta.dirname)
if (skip) void t.test('the JavaScript client passes its checks', { skip }, () => undefined)
else {
  await import('./client.ts')
  await import('./disturbed.ts')
}

/** Regular expressions take linear time, checked by a package that is installed first. */
import t from 'tap'
import { installPackages } from '../fixtures/packages.ts'

const skip = installPackages(import.meta.dirname)
if (skip) void t.test('every regular expression takes linear time', { skip }, () => undefined)
else await import('./judge.ts')

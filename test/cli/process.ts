/** Starts the command line in tests; processes left by a failed test are killed. */
import t from 'tap'
import { killAll } from '../fixtures/process.ts'

export * from '../fixtures/process.ts'

t.teardown(killAll)

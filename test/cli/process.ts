/** The command line in tests: processes that a failed test left behind are killed, so that they hold up nothing. */
import t from 'tap'
import { killAll } from '../fixtures/process.ts'

export * from '../fixtures/process.ts'

t.teardown(killAll)

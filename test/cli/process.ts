/** Kills the processes that a failed test has left. */
import t from 'tap'
import { killAll } from '../fixtures/process.ts'

export * from '../fixtures/process.ts'

t.teardown(killAll)

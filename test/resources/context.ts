import type { RequestContext } from '../../src/apimachinery/context.ts'
import type { UserInfo } from '../../src/apimachinery/user.ts'
import { release } from '../fixtures/release.ts'

/** A request's context with `user` and a fixed time. */
export const contextOf = (user: UserInfo): RequestContext => ({
  user,
  release,
  clock: { now: () => Date.parse('2026-03-04T05:06:07.890Z'), after: () => () => undefined },
  entropy: { uuid: () => '', bytes: (length) => Buffer.alloc(length) },
  dryRun: false,
  large: false,
  fieldManager: 'test',
  warn: () => undefined,
  signal: new AbortController().signal,
})

export const anybody = contextOf({ name: 'jane', groups: ['devs'], extra: {} })

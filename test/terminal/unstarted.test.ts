/** What is said of a command that cannot be started. */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { unstarted } from '../../src/terminal/serve/unstarted.ts'

const failed = (code?: string): NodeJS.ErrnoException =>
  Object.assign(new Error('spawn failed'), code === undefined ? {} : { code })

t.test('a command that is nowhere, or is there and may not be executed', (t) => {
  const folder = t.testdir({ bin: { list: '#!/bin/sh' } })
  const bin = join(folder, 'bin')
  chmodSync(join(bin, 'list'), 0o600)
  const nowhere = { why: 'there is no such command', code: 127 }
  const refused = { why: 'it may not be executed', code: 126 }
  t.same(unstarted(failed('ENOENT'), 'list', bin), nowhere)
  t.same(unstarted(failed('EACCES'), 'list', `/nowhere:${bin}`), refused)
  t.same(
    unstarted(failed('EACCES'), 'tell', `/nowhere:${bin}`),
    nowhere,
    'a folder of PATH is closed',
  )
  t.same(unstarted(failed('EACCES'), 'list'), nowhere, 'without PATH')
  t.same(unstarted(failed('EACCES'), './list', bin), refused, 'a path is what it is')
  t.same(unstarted(failed('E2BIG'), 'list', bin), { why: 'E2BIG', code: 126 })
  t.same(unstarted(failed(), 'list', bin), { why: 'spawn failed', code: 126 })
  t.end()
})

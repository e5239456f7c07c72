/** Data files of stores in SQLite. */
import { join } from 'node:path'
import type { Test } from 'tap'
import { openStore, type SqliteOptions, type SqliteStore } from '../../src/storage/sqlite.ts'
import { VALUES } from './conformance.ts'

/** A path in a folder that does not exist yet. */
export const fileFor = (t: Test): string => join(t.testdir({}), 'data', 'store.db')

export const openFile = (
  path: string,
  options: Omit<SqliteOptions, 'path' | 'values'> = {},
): SqliteStore => openStore({ values: VALUES, path, ...options })

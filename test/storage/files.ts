import { join } from 'node:path'
import type { Test } from 'tap'
import { openStore, type SqliteOptions, type SqliteStore } from '../../src/storage/sqlite.ts'
import type { Database } from '../../src/storage/sqlite/driver.ts'
import { sqlite } from '../../src/storage/sqlite/load.ts'
import { VALUES } from './conformance.ts'

export const fileFor = (t: Test): string => join(t.testdir({}), 'data', 'store.db')

/** Runs `open` with data files that cannot grow beyond `bytes`, as on a full disk. */
export const onSmallDisk = <T>(bytes: number, open: () => T): T => {
  const driver = sqlite()
  const unlimited = driver.open
  const limited = (file: string): Database => {
    const db = unlimited(file)
    db.pragma(`max_page_count = ${Math.floor(bytes / 4096)}`)
    return db
  }
  Object.assign(driver, { open: limited })
  try {
    return open()
  } finally {
    Object.assign(driver, { open: unlimited })
  }
}

export const openFile = (
  path: string,
  options: Omit<SqliteOptions, 'path' | 'values'> = {},
): SqliteStore => openStore({ values: VALUES, path, ...options })

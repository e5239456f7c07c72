import { join } from 'node:path'
import type { Test } from 'tap'
import { openStore, type SqliteOptions, type SqliteStore } from '../../src/storage/sqlite.ts'
import type { Database } from '../../src/storage/sqlite/driver.ts'
import { sqlite } from '../../src/storage/sqlite/load.ts'
import { VALUES } from './conformance.ts'

export const fileFor = (t: Test): string => join(t.testdir({}), 'data', 'store.db')

/** The file cannot grow beyond `bytes`, as on a full disk. */
export const openLimited = (path: string, bytes: number): SqliteStore => {
  const driver = sqlite()
  const { open } = driver
  const openSmall = (file: string): Database => {
    const db = open(file)
    db.pragma(`max_page_count = ${Math.floor(bytes / 4096)}`)
    return db
  }
  Object.assign(driver, { open: openSmall })
  try {
    return openFile(path)
  } finally {
    Object.assign(driver, { open })
  }
}

export const openFile = (
  path: string,
  options: Omit<SqliteOptions, 'path' | 'values'> = {},
): SqliteStore => openStore({ values: VALUES, path, ...options })

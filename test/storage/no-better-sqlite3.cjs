/**
 * Hides better-sqlite3 from the modules of this checkout, so that Node's own SQLite takes its
 * place. Must be required before them.
 */
const { Module } = require('node:module')
const path = require('node:path')

const ROOT = path.join(__dirname, '..', '..') + path.sep

const find = Module._resolveFilename.bind(Module)
Module._resolveFilename = (request, parent, ...rest) => {
  if (/^better-sqlite3(\/|$)/.test(request) && parent?.filename?.startsWith(ROOT)) {
    const error = new Error(`Cannot find module '${request}'`)
    throw Object.assign(error, { code: 'MODULE_NOT_FOUND' })
  }
  return find(request, parent, ...rest)
}

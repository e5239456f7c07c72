/** The library, for a program of CommonJS. */
const { fault } = require('./node-version.cjs')

if (fault !== undefined) throw new Error(fault)
module.exports = require('./library.cjs')

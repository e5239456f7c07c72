/** The library, for CommonJS programs. */
const { fault } = require('./node-version.cjs')

if (fault !== undefined) throw new Error(fault)
module.exports = require('./library.cjs')

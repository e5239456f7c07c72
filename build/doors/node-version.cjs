/**
 * Loaded first, in syntax that every Node can parse; all other files need the Node version in
 * package.json.
 */
const wanted = /\d+(\.\d+)*/.exec(require('../package.json').engines.node)[0]
const { node } = process.versions

const isOlder = () => {
  const have = node.split('.').map(Number)
  const need = wanted.split('.').map(Number)
  const at = need.findIndex((number, place) => number !== have[place])
  return at >= 0 && have[at] < need[at]
}

/** The reason this Node cannot run csrlab, in a sentence; undefined if it can. */
exports.fault = isOlder()
  ? `csrlab needs Node ${wanted} or newer, and this is Node ${node}: install a newer one with your system or a version manager, or for this project alone with npm install node`
  : undefined

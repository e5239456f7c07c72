/** Loaded first of all, and written so that every Node can read it: the rest is for those that package.json names. */
const wanted = /\d+(\.\d+)*/.exec(require('../package.json').engines.node)[0]
const { node } = process.versions

const isOlder = () => {
  const have = node.split('.').map(Number)
  const need = wanted.split('.').map(Number)
  const at = need.findIndex((number, place) => number !== have[place])
  return at >= 0 && have[at] < need[at]
}

/** Why this Node cannot run csrlab, in a sentence; undefined when it can. */
exports.fault = isOlder()
  ? `csrlab needs Node ${wanted} or newer, and this is Node ${node}: install a newer one with your system or a version manager, or for this project alone with npm install node`
  : undefined

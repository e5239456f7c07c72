/**
 * `npm run tool -- [NAME [ARGUMENT…]]`: runs a program of `tools/`. `NAME --help` describes the
 * program; without NAME, all programs are listed.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = import.meta.dirname

/** File names by tool; folders, which hold parts of tools, are skipped. */
const tools = new Map(
  readdirSync(FOLDER)
    .filter((file) => /\.m?[jt]s$/.test(file) && file !== 'index.ts')
    .map((file) => [file.replace(/\..*/, ''), file]),
)

/** Returns a source's first comment. */
const helpOf = (file: string): string => {
  const text = readFileSync(join(FOLDER, file), 'utf8')
  const [, comment = ''] = /\/\*\*([^]*?)\*\//.exec(text) ?? []
  return comment.replaceAll(/^ \* ?/gm, '').trim()
}

/** Returns the first sentence of a source's first comment. */
const summaryOf = (file: string): string =>
  helpOf(file)
    .replaceAll(/\s*\n/g, ' ')
    .split(/(?<=\.) /)[0]!

const [name, ...args] = process.argv.slice(2)
const file = tools.get(name ?? '')
if (file === undefined) {
  if (name !== undefined) console.error(`no tool is called ${name}`)
  for (const [tool, source] of tools) console.log(`${tool.padEnd(14)}${summaryOf(source)}`)
  process.exitCode = name === undefined ? 0 : 2
} else if (args.includes('--help')) {
  console.log(helpOf(file))
} else {
  const path = join(FOLDER, file)
  process.argv = [process.execPath, path, ...args]
  const { main } = (await import(path)) as { main?: () => Promise<boolean | void> }
  if ((await main?.()) === false) process.exitCode = 1
}

/** What is said where there is no SQLite. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Unusable } from './better-sqlite3.ts'

/** How each package manager runs the install script of a package that was installed without: its lock file tells which it was. */
const BUILD_COMMANDS: readonly (readonly [lockFile: string, command: string])[] = [
  ['pnpm-lock.yaml', 'pnpm approve-builds better-sqlite3 && pnpm rebuild better-sqlite3'],
  ['bun.lock', 'bun pm trust better-sqlite3'],
  ['yarn.lock', 'npm rebuild better-sqlite3'],
]

const NPM_BUILD = 'npm rebuild better-sqlite3 --allow-scripts=better-sqlite3'

/** The folder of the project that a package is installed in. */
const projectOf = (folder: string): string => folder.split(/[\\/]node_modules[\\/]/)[0]!

const buildCommand = ({ folder }: Unusable): string => {
  const project = projectOf(folder)
  const found = BUILD_COMMANDS.find(([lockFile]) => existsSync(join(project, lockFile)))
  return found?.[1] ?? NPM_BUILD
}

const FAULTS: Readonly<Record<Unusable['reason'], (name: string, detail: string) => string>> = {
  absent: () => 'better-sqlite3 is not installed',
  unfit: (name, detail) => `${name} is for Node ${detail}`,
  unbuilt: (name) =>
    `${name} was installed without its compiled part, as its install script did not run`,
  foreign: (name) => `the compiled part of ${name} is for another Node or system`,
  'old-libc': (name, detail) =>
    `the compiled part of ${name} needs ${detail}, which this system does not have`,
}

/** The version whose compiled part an install script makes for the Node and the system at hand. */
const INSTALL = 'npm install better-sqlite3@12'

/**
 * One sentence: why there is no SQLite, and the command that mends it. `better`: why better-sqlite3 cannot be used; `node`: the version of
 * a Node that has none of its own.
 */
export const missingSqlite = (better: Unusable, node: string): string => {
  const command =
    better.reason === 'absent' || better.reason === 'unfit' ? INSTALL : buildCommand(better)
  const fault = FAULTS[better.reason](`better-sqlite3 ${better.version}`, better.detail)
  return `${fault}, and Node ${node.replace(/^v/, '')} has no SQLite of its own: type ${command}, use Node 22.13 or newer, or keep the cluster in memory with --in-memory`
}

/** What is said where there is no SQLite. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Unusable } from './better-sqlite3.ts'

/** How a package manager is told to take a version, and to run the install script of a package that was installed without. */
interface Commands {
  /** tells it from others */
  readonly lockFile: string
  readonly take: string
  readonly build: string
}

const NPM: Commands = {
  lockFile: 'package-lock.json',
  take: 'npm install better-sqlite3@12',
  // also where a setting keeps install scripts from running
  build: 'npm rebuild better-sqlite3 --ignore-scripts=false',
}

/** Of those, what is a dependency of csrlab alone is not changed by a dependency of the project. */
const OTHERS: readonly Commands[] = [
  {
    lockFile: 'pnpm-lock.yaml',
    take: `echo 'overrides: {better-sqlite3: "12"}' >> pnpm-workspace.yaml && pnpm install`,
    build: 'pnpm approve-builds && pnpm rebuild better-sqlite3',
  },
  {
    lockFile: 'bun.lock',
    take: 'npm pkg set overrides.better-sqlite3=12 && bun install',
    build: NPM.build,
  },
  {
    lockFile: 'yarn.lock',
    take: 'npm pkg set resolutions.better-sqlite3=12 && yarn install',
    build: NPM.build,
  },
]

/** Yarn's Plug'n'Play, where no folder belongs to the project: packages lie in archives, those that have been built beside them. */
const PLUG_N_PLAY: Omit<Commands, 'lockFile'> = {
  take: 'npm pkg set resolutions.better-sqlite3=12 && yarn install',
  build: 'YARN_ENABLE_SCRIPTS=1 yarn rebuild better-sqlite3',
}

const isPlugged = (folder: string): boolean => /\.zip[\\/]|[\\/]unplugged[\\/]/.test(folder)

/** The folder of the project that a package is installed in. */
const projectOf = (folder: string): string => folder.split(/[\\/]node_modules[\\/]/)[0]!

const commandsFor = ({ folder }: Unusable): Omit<Commands, 'lockFile'> => {
  if (isPlugged(folder)) return PLUG_N_PLAY
  const project = projectOf(folder)
  return OTHERS.find(({ lockFile }) => existsSync(join(project, lockFile))) ?? NPM
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

/**
 * One sentence: why there is no SQLite, and the command that mends it. `better`: why better-sqlite3 cannot be used; `node`: the version of
 * a Node that has none of its own.
 */
export const missingSqlite = (better: Unusable, node: string): string => {
  const { take, build } = commandsFor(better)
  // version 12 is the one whose compiled part an install script makes for the Node and the system at hand
  const command = better.reason === 'absent' || better.reason === 'unfit' ? take : build
  const fault = FAULTS[better.reason](`better-sqlite3 ${better.version}`, better.detail)
  return `${fault}, and Node ${node.replace(/^v/, '')} has no SQLite of its own: type ${command}, use Node 22.13 or newer, or keep the cluster in memory with --in-memory`
}

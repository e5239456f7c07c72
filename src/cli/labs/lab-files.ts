import { cpSync } from 'node:fs'
import { basename, join } from 'node:path'
import { homeOf } from '../clusters/records.ts'
import type { Environment } from '../kit/index.ts'
import { isSetAside } from './work-folder.ts'

/** The folder is beside the files of named clusters; no cluster can be named `.labs`. */
export const labsHome = (environment: Environment): string => join(homeOf(environment), '.labs')

export const stateFolder = (environment: Environment, lab: string): string =>
  join(labsHome(environment), lab)

/** In a class, the file is a copy of the server's audit log. */
export const auditLogOf = (environment: Environment, lab: string): string =>
  join(stateFolder(environment, lab), 'audit.log')

const givenFolder = (environment: Environment, lab: string): string =>
  join(stateFolder(environment, lab), 'given')

/** Copies the initial files of a working folder, for {@link restoreGiven}. */
export const keepGiven = (environment: Environment, lab: string, folder: string): void =>
  cpSync(folder, givenFolder(environment, lab), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !isSetAside(basename(path)),
  })

export const restoreGiven = (environment: Environment, lab: string, folder: string): void =>
  cpSync(givenFolder(environment, lab), folder, { recursive: true, verbatimSymlinks: true })

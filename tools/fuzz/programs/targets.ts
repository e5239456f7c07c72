/** Server options of the clusters for programs, chosen by the seed. */
import type { ServerOptions } from '../../../src/server/options.ts'
import { FOLDERS } from '../../../test/golden/folders.ts'

export const TARGETS: readonly Omit<ServerOptions, 'clock'>[] = [
  FOLDERS['v1.36-features'],
  FOLDERS['v1.36'],
  FOLDERS['v1.34'],
  { kubernetesVersion: 'v1.37' },
]

/** Where etcd is, for commands that work on a cluster in it. */
import { validateOptions } from '../boot/options.ts'
import type { CommandLine } from '../doctor/command-line.ts'
import type { EtcdPlace } from '../store/move/etcd.ts'
import { readClusterLine } from './cluster-line.ts'
import { readOptionFiles } from './option-files.ts'

export interface EtcdLine {
  readonly etcd: EtcdPlace
  /** of the keys in it */
  readonly passphrase: string
}

/** Undefined where a line names no etcd. Throws OptionsError. */
export const readEtcdLine = (line: CommandLine): EtcdLine | undefined => {
  const { options, files } = readClusterLine(line)
  const { etcd, encryptionPassphrase } = validateOptions({ ...options, ...readOptionFiles(files) })
  if (etcd === undefined || encryptionPassphrase === undefined) return undefined
  return { etcd, passphrase: encryptionPassphrase }
}

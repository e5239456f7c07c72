/** The commands: what looks at files, or asks a running server, instead of being one. Each is loaded when it is asked for. */
import type { CommandResult } from '../doctor/command.ts'
import type { UpkeepParts } from '../upkeep/command-options.ts'

export interface Command {
  /** what stands behind its name */
  readonly usage: string
  readonly help: string
  /** `args`: the words after its name */
  run(args: string[], parts: UpkeepParts): Promise<CommandResult>
}

/** By their names, in the order of the help. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  doctor: {
    usage: '[FILE…] [--json]',
    help: 'what is wrong with keys, requests, certificates, manifests, kubeconfigs',
    run: async (...given) => (await import('../doctor/command.ts')).doctorCommand(...given),
  },
  explain: {
    usage: 'NAME [-o json]',
    help: 'the whole history of one request',
    run: async (...given) =>
      (await import('../doctor/explain-command.ts')).explainCommand(...given),
  },
  'pod-certificates': {
    usage: 'follow POD',
    help: 'the certificates of a pod, got as its kubelet would',
    run: async (...given) =>
      (await import('../doctor/pod-certificates/command.ts')).podCertificatesCommand(...given),
  },
  check: {
    usage: '[--data-dir DIR]',
    help: 'whether a data folder is sound',
    run: async (...given) => (await import('../upkeep/check-command.ts')).checkCommand(...given),
  },
  backup: {
    usage: 'FILE',
    help: 'a copy of the state, also of a running server',
    run: async (...given) => (await import('../upkeep/backup-command.ts')).backupCommand(...given),
  },
  decrypt: {
    usage: '',
    help: 'takes the encryption off the keys of a data folder',
    run: async (...given) =>
      (await import('../upkeep/decrypt-command.ts')).decryptCommand(...given),
  },
}

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { shownJson } from '../../apimachinery/text/shown.ts'
import { rightsOf } from '../../controllers/rights.ts'
import { keptAlive } from '../../apimachinery/kept-alive.ts'
import {
  openControllers,
  type OpenedControllers,
} from '../../library/controllers/open-controllers.ts'
import type { ControllersOptions } from '../../library/controllers/options.ts'
import { validateOptions } from '../../server/options.ts'
import { filesOf, readFlags } from '../cluster-line.ts'
import {
  type CommandContext,
  type CommandLine,
  isForPrograms,
  reading,
  type Run,
} from '../kit/index.ts'
import { kubeconfigPath } from '../kubeconfig/connection-of-line.ts'
import { readOptionFiles } from '../option-files.ts'
import { rbacLines } from './rbac.ts'

const DATA_FOLDER = '.csrlab-controllers'

const textIn = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : reading(path, () => readFileSync(path, 'utf8'))

/** Returns the options, and the paths of files that set options, for error messages. */
const optionsOf = ({ values, switches }: CommandLine, context: CommandContext) => {
  const { kubeconfig, 'data-dir': dataDir = DATA_FOLDER, ...flags } = values
  const files = filesOf(flags)
  const rootCa = textIn(values['root-ca-file'])
  const serviceAccountKey = textIn(values['service-account-private-key-file'])
  const made: ControllersOptions = {
    caKeyType: 'rsa2048',
    logLevel: 'warn',
    ...(readFlags(flags) as Partial<ControllersOptions>),
    ...(readOptionFiles(files) as Partial<ControllersOptions>),
    kubeconfig: kubeconfigPath(kubeconfig, context),
    context: values['context'],
    dataDir: resolve(dataDir),
    leaderElect: switches['leader-elect'] === true,
    useServiceAccountCredentials: switches['use-service-account-credentials'] === true,
    allowExec: switches['allow-exec'] === true,
    ...(rootCa !== undefined && { rootCa }),
    ...(serviceAccountKey !== undefined && { serviceAccountKey }),
  }
  return { options: made, files }
}

const rbac = (options: ControllersOptions): string[] => {
  const { controllers, autoApprove, podCertificateSigner } = validateOptions({
    ...(options.controllers && { controllers: options.controllers }),
    autoApprove: options.autoApprove,
    podCertificateSigner: options.podCertificateSigner,
  })
  return rbacLines(
    rightsOf({
      selected: controllers,
      leaderElect: options.leaderElect ?? false,
      asAccounts: options.useServiceAccountCredentials ?? false,
      autoApprove: autoApprove.length > 0,
      podSigner: podCertificateSigner,
    }),
  )
}

const description = ({ server, version, controllers, authorities }: OpenedControllers) => ({
  server,
  version,
  controllers,
  clientCaFile: authorities.clientCaFile,
  pid: process.pid,
})

const readyLine = ({ server, version, controllers, authorities }: OpenedControllers): string =>
  `${controllers.length} controllers run against ${server} (${version}); their CA is in ${authorities.clientCaFile}`

export const controllersCommand: Run = async (line, context) => {
  const { terminal, process } = context
  const { options, files } = optionsOf(line, context)
  if (line.switches['print-rbac'] === true) return { lines: rbac(options), isData: true }
  const stopping = new AbortController()
  let opened: OpenedControllers | undefined
  process.onStop(async () => {
    stopping.abort()
    await opened?.close()
  })
  void keptAlive(() => new Promise(() => undefined))
  try {
    opened = await openControllers(options, {
      files,
      signal: stopping.signal,
      onWait: (server) => terminal.warn([`csrlab: waiting for ${server}`]),
    })
  } catch (error) {
    // the user has stopped the command
    if (stopping.signal.aborted) return undefined
    throw error
  }
  if (isForPrograms(line)) terminal.write(shownJson(description(opened)))
  else terminal.print([readyLine(opened)])
  return undefined
}

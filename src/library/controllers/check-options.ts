import { adviceOn } from '../../testing/bodies/schema-error.ts'
import { OptionsError } from '../../server/options.ts'
import type { ControllersOptions } from './options.ts'

const KNOWN: Readonly<Record<keyof ControllersOptions, true>> = {
  allowExec: true,
  autoApprove: true,
  ca: true,
  caKeyType: true,
  clusterSigningDuration: true,
  context: true,
  controllers: true,
  dataDir: true,
  kubeconfig: true,
  leaderElect: true,
  logLevel: true,
  podCertificateSigner: true,
  rootCa: true,
  serviceAccountKey: true,
  signerCas: true,
  signerDelay: true,
  signingCa: true,
  useServiceAccountCredentials: true,
}

/** Throws OptionsError for unknown options, with a suggestion, and for a missing kubeconfig. */
export const checkControllersOptions = (options: ControllersOptions): void => {
  if (typeof options?.kubeconfig !== 'string')
    throw new OptionsError('kubeconfig is required: a path, or the text of one.')
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(KNOWN, name))
  if (unknown !== undefined)
    throw new OptionsError(
      `there is no option ${JSON.stringify(unknown)}; ${adviceOn(unknown, Object.keys(KNOWN))}`,
    )
}

import { join } from 'node:path'
import type { ClusterTime } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import {
  authorityPems,
  CLIENT_SIGNERS,
  rootAuthority,
  signingAuthorities,
} from '../../server/authorities.ts'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import type { ValidOptions } from '../../server/options.ts'
import { openPodSigner } from '../../server/pod-signer.ts'
import { memorySettings } from '../../storage/memory/settings.ts'

/** settings as files in a folder */
const fileSettings = (folder: string) => {
  const pathOf = (name: string): string => join(folder, encodeURIComponent(name))
  return {
    get: (name: string): Buffer | undefined => {
      const text = readIfThere(pathOf(name))
      return text === undefined ? undefined : Buffer.from(text)
    },
    change: (values: Readonly<Record<string, Buffer | undefined>>): void => {
      for (const [name, value] of Object.entries(values))
        if (value !== undefined) keepPrivateFile(pathOf(name), value.toString())
    },
  }
}

/** Loads or makes the CAs. Rejects with CaError and FileError. */
export const openAuthorities = async (
  options: Pick<ValidOptions, 'authorities' | 'caKeyType' | 'dataDir' | 'podCertificateSigner'>,
  clock: ClusterTime,
  entropy: Entropy,
) => {
  const { authorities, caKeyType, dataDir, podCertificateSigner } = options
  const settings = dataDir === undefined ? memorySettings() : fileSettings(dataDir)
  const keeping = { settings, clock, entropy }
  const { signingCa, signerCas = {} } = authorities
  const hasOwn = signingCa !== undefined || Object.keys(signerCas).length > 0
  const root = hasOwn ? undefined : await rootAuthority(keeping, caKeyType, authorities)
  const signers = signingAuthorities(keeping, root, authorities)
  const clientSigners = new Map([...signers].filter(([name]) => CLIENT_SIGNERS.includes(name)))
  const clientCa = authorityPems(root, clientSigners).join('')
  const clientCaFile = dataDir === undefined ? undefined : join(dataDir, 'client-ca.crt')
  if (clientCaFile !== undefined) keepPrivateFile(clientCaFile, clientCa)
  return {
    signers,
    podSigner: await openPodSigner(keeping, podCertificateSigner),
    /** CAs of the client signers, PEM */
    clientCa,
    /** undefined: no data folder */
    clientCaFile,
  }
}

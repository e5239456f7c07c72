import type { Entropy } from '../apimachinery/entropy.ts'
import { isOvertaken } from './create-once.ts'
import { OpenError } from './open.ts'
import { newSealParameters, type Seal, type SealParameters, sealWith } from './seal.ts'
import type { SettingChanges, Settings } from './store.ts'

/** The setting with the {@link SealParameters}, present if keys are encrypted. */
const PARAMETERS = 'seal'
/** A setting that verifies the passphrase. */
const PROBE = 'seal.probe'

const isPrivate = (name: string): boolean => name.endsWith('.key')

interface SealParts {
  readonly settings: Settings
  readonly entropy: Entropy
  readonly path: string
}

/**
 * Returns undefined for plain settings. Throws OpenError `sealed` for a missing or wrong
 * passphrase. `what`: the encrypted content, for errors.
 */
export const existingSeal = (
  settings: Pick<Settings, 'get'>,
  passphrase: string | undefined,
  entropy: Entropy,
  { what, path }: { readonly what: string; readonly path: string },
): Seal | undefined => {
  const stored = settings.get(PARAMETERS)
  if (stored === undefined) return undefined
  if (passphrase === undefined) {
    const message = `${what} in ${path} are encrypted, and no passphrase was given: name the file that holds it with --encryption-passphrase-file`
    throw new OpenError('sealed', path, message)
  }
  const seal = sealWith(passphrase, JSON.parse(stored.toString()) as SealParameters, entropy)
  const probe = settings.get(PROBE)
  if (probe !== undefined && seal.open(PROBE, probe) !== undefined) return seal
  const message = `${what} in ${path} are encrypted with another passphrase: name the right file with --encryption-passphrase-file`
  throw new OpenError('sealed', path, message)
}

export const newSeal = (
  passphrase: string,
  entropy: Entropy,
): { readonly seal: Seal; readonly described: Readonly<Record<string, Buffer>> } => {
  const made = newSealParameters(entropy)
  const seal = sealWith(passphrase, made, entropy)
  return {
    seal,
    described: {
      [PARAMETERS]: Buffer.from(JSON.stringify(made)),
      [PROBE]: seal.close(PROBE, Buffer.from(PROBE)),
    },
  }
}

const opening =
  ({ settings, path }: SealParts, seal: Seal): Settings['get'] =>
  (name) => {
    const value = settings.get(name)
    if (value === undefined || !isPrivate(name)) return value
    const opened = seal.open(name, value)
    if (opened !== undefined) return opened
    const message = `${path} is not a valid csrlab data file (the setting ${name} was changed): restore a backup, or move it away to start over`
    throw new OpenError('damaged', path, message)
  }

const throughSeal = (parts: SealParts, seal: Seal): Settings => {
  const { settings } = parts
  const closed = (name: string, value: Buffer | undefined): Buffer | undefined =>
    value !== undefined && isPrivate(name) ? seal.close(name, value) : value
  const allClosed = (values: SettingChanges) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, closed(name, value)]))
  return {
    names: () => settings.names(),
    get: opening(parts, seal),
    change: (values) => settings.change(allClosed(values)),
    changeWithoutTrace: (values) => settings.changeWithoutTrace(allClosed(values)),
  }
}

/**
 * Returns settings that encrypt private keys, and encrypts keys that are still plain; without
 * a passphrase, returns plain settings. Rejects like {@link existingSeal}, and with StoreError.
 */
export const openSealed = async (
  parts: SealParts,
  passphrase: string | undefined,
): Promise<Settings> => {
  for (;;) {
    const { settings, entropy, path } = parts
    const seal = existingSeal(settings, passphrase, entropy, { what: 'the private keys', path })
    if (seal !== undefined) return throughSeal(parts, seal)
    if (passphrase === undefined) return settings
    try {
      return await newlySealed(parts, passphrase)
    } catch (error) {
      // another process encrypted first
      if (!isOvertaken(error)) throw error
    }
  }
}

const newlySealed = async (parts: SealParts, passphrase: string): Promise<Settings> => {
  const { settings, entropy } = parts
  const { seal, described } = newSeal(passphrase, entropy)
  const keys = settings.names().filter(isPrivate)
  await settings.changeWithoutTrace({
    ...described,
    ...Object.fromEntries(keys.map((name) => [name, seal.close(name, settings.get(name)!)])),
  })
  return throughSeal(parts, seal)
}

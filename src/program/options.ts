/** What is said of what a program may not give to `startCluster()`. */
import { LEVELS } from '../audit/event.ts'
import type { ClusterOptions } from '../boot/cluster-options.ts'
import type { Flag } from '../boot/flag.ts'
import { FLAG_LIST, LOG_LEVELS, optionName } from '../boot/flags.ts'
import { OptionsError } from '../boot/options.ts'
import { BUILT_IN_SIGNERS } from '../ca/signers.ts'
import { HINT_FORMS } from '../hints/hint.ts'
import { nearest } from '../hints/nearest.ts'
import {
  choiceField,
  FieldProblem,
  type FieldReader,
  flagField,
  listField,
  mapField,
  numberField,
  objectField,
  optionalField,
  textField,
} from '../manage/field-readers.ts'
import { KEY_TYPES } from '../manage/objects/issue.ts'

const pem = textField('a text in PEM')

const AUTHORITY = objectField({
  certificate: pem,
  key: pem,
  passphrase: optionalField(textField('a passphrase')),
})

const SWITCHES = mapField(flagField)

const hints: FieldReader<unknown> = (value, at) =>
  typeof value === 'boolean' ? value : choiceField(HINT_FORMS)(value, at)

/** What is said of a clock says `boot/clock.ts`, which also tries it; of rules, `boot/auto-approve.ts`. */
const anything: FieldReader<unknown> = (value) => value

/** What each option has to be. Whether a text is one that can be used, is asked later. */
const READERS: Readonly<Record<keyof ClusterOptions, FieldReader<unknown>>> = {
  host: textField('an address such as "127.0.0.1"'),
  advertiseAddress: textField('an address such as "192.0.2.7"'),
  tlsSan: listField(textField('a name or an address')),
  port: numberField(0, 65_535),
  dataDir: textField('a path'),
  encryptionPassphrase: textField('a passphrase'),
  clusterSigningDuration: textField('a duration such as "24h"'),
  signerDelay: textField('a duration such as "10s"'),
  podCertificateSigner: textField('the name of a signer, such as "example.com/shop"'),
  autoApprove: anything,
  populate: anything,
  kubernetesVersion: textField('a version such as "v1.36"'),
  featureGates: SWITCHES,
  runtimeConfig: SWITCHES,
  logLevel: choiceField(LOG_LEVELS),
  auditLog: textField('a path, or "-" for standard output'),
  auditLevel: choiceField(LEVELS),
  auditPolicy: textField('a policy in YAML'),
  ca: AUTHORITY,
  signingCa: AUTHORITY,
  signerCas: objectField(
    Object.fromEntries(BUILT_IN_SIGNERS.map((name) => [name, optionalField(AUTHORITY)])),
  ),
  clientCa: pem,
  hints,
  management: flagField,
  seed: numberField(0),
  caKeyType: choiceField(KEY_TYPES),
  clock: anything,
}

const refuseUnknown = (options: object): void => {
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(READERS, name)) continue
    const meant = nearest(name, Object.keys(READERS))
    throw new OptionsError(
      `there is no option ${name}; ${meant === undefined ? `there are ${Object.keys(READERS).join(', ')}` : `did you mean ${meant}?`}`,
    )
  }
}

/**
 * Throws OptionsError for an option that there is not, with the name that was probably meant, and for a value of another type.
 * Undefined is as good as nothing.
 */
export const checkOptions = (options: unknown): void => {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new OptionsError('give the options of a cluster as an object, such as { port: 6443 }.')
  refuseUnknown(options)
  try {
    for (const [name, value] of Object.entries(options) as [keyof ClusterOptions, unknown][])
      if (value !== undefined) READERS[name](value, name)
  } catch (error) {
    throw error instanceof FieldProblem ? new OptionsError(error.message) : error
  }
  const { signingCa, signerCas }: ClusterOptions = options
  if (signingCa !== undefined && Object.keys(signerCas ?? {}).length > 0)
    throw new OptionsError('signingCa and signerCas both say who signs; give one of the two.')
}

/** What of a program's options a flag stands for. */
const optionOf = (name: string, { file }: Flag): string => {
  const becomes = file?.becomes
  if (becomes === undefined) return optionName(name)
  if (typeof becomes === 'string') return becomes
  const { authority, part } = becomes
  const isOption = authority === 'ca' || authority === 'signingCa'
  return `${isOption ? authority : `signerCas[${JSON.stringify(authority)}]`}.${part}`
}

const OPTIONS = new Map(FLAG_LIST.map(([name, flag]) => [`--${name}`, optionOf(name, flag)]))

/** Whoever starts a cluster in a program knows no flags: in what is said of it each is called by the name of its option. */
export const inOptions = (error: unknown): unknown => {
  if (error instanceof Error)
    error.message = error.message.replaceAll(
      /--[a-z]+(?:-[a-z]+)*/g,
      (flag) => OPTIONS.get(flag) ?? flag,
    )
  return error
}

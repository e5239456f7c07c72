/** Sentences in English. */
import { goQuote } from '../../../apimachinery/text/quote.ts'
import { type Power, powerText } from '../power.ts'
import { lifetimeText } from '../time.ts'

/** The future holder of a certificate. */
export interface Promised {
  /** `RSA 2048` */
  readonly key: string
  readonly commonName: string
  readonly organizations: readonly string[]
  /** lifetime of the certificate */
  readonly seconds: number
  /** requester; undefined if unknown */
  readonly asker: string | undefined
}

export const ENGLISH_HINTS = {
  lifetime: (seconds: number): string => lifetimeText(seconds),

  lookFirst: ({ key, commonName, organizations, seconds, asker }: Promised): string => {
    const who = commonName === '' ? 'nobody (no CN)' : `the user ${commonName}`
    const groups = organizations.length === 0 ? '' : ` in ${organizations.join(', ')}`
    return `Check before approval: the holder of its ${key} key becomes ${who}${groups}, for ${lifetimeText(seconds)}; ${asker ?? 'nobody'} asks for it.`
  },
  administrator: (power: Power): string =>
    `It is an administrator of the cluster: ${powerText(power)}.`,
  nameOfSystem: (name: string): string => `${name} is a name reserved for system components.`,
  nameOfAnother: (user: string): string => `${user} requests a certificate for another user.`,
  weakKey: (bits: number): string => `An RSA key of ${bits} bits is too weak.`,
  unboundGroup: (group: string): string => `No role binding covers the group ${group} yet.`,
  /** without a full stop */
  willFail: (problem: string): string =>
    `If this is approved, the signer will mark it Failed: ${problem}`,

  noCommonName: 'the subject has no CN, so the certificate names no user.',
  makeAgainWithName: 'Make the request again, with a name.',
  strayCharacters: (text: string): string =>
    `${goQuote(text)} in the subject contains stray characters.`,
  spelledEverywhere: 'Every role binding would need that spelling.',
  ifSlip: 'If this is a typo, make the request again.',
  unitsForGroups: (units: readonly string[]): string =>
    `OU=${units.join(' and OU=')} adds no group: groups are the O of a subject.`,
  ifGroupMeant: 'If you meant a group, make the request again.',

  writeUsages: (usages: string): string => `Write ${usages}.`,
  writeUsagesAndSend: (usages: string): string =>
    `Write ${usages} in the manifest, and send it again.`,
  makeForNode: (node: string): string => `Make a request for the node ${node}.`,
  makeForNodeInstead: (node: string): string =>
    `Make a request for the node ${node}, and replace this one with it.`,
  noSignerHere: (signer: string): string =>
    `no signer of this cluster is called ${signer}: approved, it gets no certificate`,
  unlessOwnController: (said: string): string =>
    `${said}, unless a controller of your own signs it.`,
  didYouMean: (said: string, meant: string): string => `${said}. Did you mean ${meant}?`,
  writeAndSend: 'Write that into the manifest, and send it again.',
}

export type HintWords = typeof ENGLISH_HINTS

import { fingerprint, isSignedBy } from '../../ca/certificate.ts'
import { requestCommand } from '../hints/commands.ts'
import { keyFingerprint, nameText } from '../hints/key-of.ts'
import { shellWord } from '../hints/shell.ts'
import { fileNameOf, stemOf } from './file-kinds.ts'
import type { Findings, KeyedItem } from './findings.ts'
import { isAuthority } from './pem.ts'

/** `a, b and c` */
const LIST = new Intl.ListFormat('en-GB')

const byKey = (things: readonly KeyedItem[]): Map<string, KeyedItem[]> => {
  const groups = new Map<string, KeyedItem[]>()
  for (const thing of things) {
    const id = keyFingerprint(thing.spki)
    groups.set(id, [...(groups.get(id) ?? []), thing])
  }
  return groups
}

const KINDS: readonly KeyedItem['what'][] = ['key', 'request', 'certificate']

/**
 * If there are private keys, adds a problem for each key of a request or certificate that matches
 * none of them. CA certificates and the contents of kubeconfigs are exempt.
 */
const strangers = (findings: Findings, things: readonly KeyedItem[]): void => {
  const own = things.filter(({ inKubeconfig }) => !inKubeconfig)
  const keys = own.filter(({ what }) => what === 'key')
  const [key] = keys
  if (key === undefined) return
  const foreign = own.filter(
    ({ certificate, spki }) =>
      !(certificate && isAuthority(certificate)) && !keys.some((one) => one.spki.equals(spki)),
  )
  for (const [id, group] of byKey(foreign)) {
    const sources = LIST.format(group.map(({ source }) => source))
    const made = group.find(({ what }) => what === 'request')
    const rightKey =
      made === undefined ? 'the key that made its request' : `the key that made ${made.source}`
    findings.problem(
      {
        source: group.at(-1)!.source,
        text: `${sources} ${group.length === 1 ? 'is' : 'are'} for another key than ${LIST.format(keys.map(({ source }) => source))}: a new key does not match files made for the old one.`,
        mend: `Find ${rightKey}, or make the request again with ${key.source}.`,
        command: requestCommand(stemOf(key.source), group[0]!.subject!, {
          key: shellWord(fileNameOf(key.source)),
        }),
      },
      `key ${id}`,
    )
  }
}

const signatures = (findings: Findings): void => {
  const found = findings.things.flatMap(({ certificate, ...thing }) =>
    certificate === undefined ? [] : [{ ...thing, of: certificate }],
  )
  const authorities = found.filter(({ of }) => isAuthority(of))
  if (authorities.length === 0) return
  for (const { source, of, inKubeconfig } of found) {
    if (isAuthority(of) || inKubeconfig) continue
    const signer = authorities.find((authority) => isSignedBy(of, authority.of))
    if (signer !== undefined) {
      findings.relations.push(`${source} was signed by ${signer.source}.`)
      continue
    }
    const sameName = authorities.some((authority) => authority.of.rawSubject.equals(of.rawIssuer))
    findings.problem(
      {
        source,
        text: `the certificate was issued by ${nameText(of.issuer)}, ${sameName ? 'and a CA of that name is here, but with another key' : `which is not among the CAs here (${LIST.format(authorities.map((authority) => nameText(authority.of.subject)))})`}.`,
        mend: 'Use the CA certificate of the cluster that issued it, or request a certificate from this cluster.',
        page: 'requests',
      },
      `issuer ${fingerprint(of.raw)}`,
    )
  }
}

export const relate = (findings: Findings): void => {
  const things = KINDS.flatMap((kind) => findings.things.filter(({ what }) => what === kind))
  for (const [key, group] of byKey(things)) {
    const sources = [...new Set(group.map(({ source }) => source))]
    if (sources.length > 1)
      findings.relations.push(`${LIST.format(sources)} belong together (key ${key}).`)
  }
  strangers(findings, things)
  signatures(findings)
}

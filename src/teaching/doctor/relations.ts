import { certificateSignatureProblem, fingerprint } from '../../ca/certificate.ts'
import type { DistinguishedName } from '../../ca/name.ts'
import { requestCommand } from '../hints/commands.ts'
import { keyFingerprint } from '../hints/key-of.ts'
import { PAGES } from '../hints/pages.ts'
import { shellWord } from '../hints/shell.ts'
import { fileNameOf, stemOf } from './file-kinds.ts'
import type { Findings } from './findings.ts'
import { isAuthority, nameText } from './pem.ts'

const and = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

const byKey = ({ keys, requests, certificates }: Findings): Map<string, string[]> => {
  const groups = new Map<string, string[]>()
  const put = (spki: Buffer, source: string): void => {
    const id = keyFingerprint(spki)
    const group = groups.get(id) ?? []
    if (!group.includes(source)) group.push(source)
    groups.set(id, group)
  }
  for (const { of, source } of keys) put(of, source)
  for (const { of, source } of requests) put(of.publicKey.spki, source)
  for (const { of, source } of certificates) put(of.publicKey.spki, source)
  return groups
}

interface Thing {
  readonly source: string
  readonly what: 'request' | 'certificate'
  readonly spki: Buffer
  readonly subject: DistinguishedName
}

/** Adds problems for requests and certificates whose key is not among the files, grouped by key. */
const strangers = (findings: Findings): void => {
  const keys = findings.keys.filter(({ inKubeconfig }) => !inKubeconfig)
  if (keys.length === 0) return
  const things: Thing[] = [
    ...findings.requests.map(({ source, of }) => ({
      source,
      what: 'request' as const,
      spki: of.publicKey.spki,
      subject: of.subject,
    })),
    ...findings.certificates
      .filter(({ of, inKubeconfig }) => !inKubeconfig && !isAuthority(of))
      .map(({ source, of }) => ({
        source,
        what: 'certificate' as const,
        spki: of.publicKey.spki,
        subject: of.subject,
      })),
  ]
  const foreign = new Map<string, Thing[]>()
  for (const thing of things) {
    if (keys.some(({ of }) => of.equals(thing.spki))) continue
    const id = keyFingerprint(thing.spki)
    foreign.set(id, [...(foreign.get(id) ?? []), thing])
  }
  for (const [id, group] of foreign) {
    const sources = and(group.map(({ source }) => source))
    const made = group.find(({ what }) => what === 'request')
    const rightKey =
      made === undefined ? 'the key that made its request' : `the key that made ${made.source}`
    findings.problem(
      {
        source: group.at(-1)!.source,
        text: `${sources} ${group.length === 1 ? 'is' : 'are'} for another key than ${and(keys.map(({ source }) => source))}: a new key does not match files made for the old one.`,
        mend: `Find ${rightKey}, or make the request again with this one.`,
        command: requestCommand(stemOf(keys[0]!.source), group[0]!.subject, {
          key: shellWord(fileNameOf(keys[0]!.source)),
        }),
        page: PAGES.tutorial,
      },
      `key ${id}`,
    )
  }
}

const signatures = (findings: Findings): void => {
  const authorities = findings.certificates.filter(({ of }) => isAuthority(of))
  if (authorities.length === 0) return
  for (const { source, of, inKubeconfig } of findings.certificates) {
    if (isAuthority(of) || inKubeconfig) continue
    const signer = authorities.find(
      (authority) =>
        authority.of.rawSubject.equals(of.rawIssuer) &&
        certificateSignatureProblem(of, authority.of) === undefined,
    )
    if (signer !== undefined) {
      findings.relations.push(`${source} was signed by ${signer.source}.`)
      continue
    }
    const sameName = authorities.some((authority) => authority.of.rawSubject.equals(of.rawIssuer))
    findings.problem(
      {
        source,
        text: `the certificate was issued by ${nameText(of.issuer)}, and ${sameName ? 'a CA of that name is here, but with another key' : `the CA that is here is ${and(authorities.map((authority) => nameText(authority.of.subject)))}`}.`,
        mend: 'Use the CA certificate of the cluster that issued it, or request a certificate from this cluster.',
        page: PAGES.requests,
      },
      `issuer ${fingerprint(of.raw)}`,
    )
  }
}

export const relate = (findings: Findings): void => {
  for (const [key, sources] of byKey(findings)) {
    if (sources.length > 1) findings.relations.push(`${and(sources)} belong together (key ${key}).`)
  }
  strangers(findings)
  signatures(findings)
}

/** How keys, requests and certificates belong together: by their public keys, and by who signed whom. */
import { certificateSignatureProblem } from '../ca/certificate.ts'
import { keyFingerprint } from '../hints/key-of.ts'
import { PAGES } from '../hints/pages.ts'
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

/** A request or certificate for none of the keys that are there. */
const strangers = (findings: Findings): void => {
  const { keys, requests, certificates } = findings
  if (keys.length === 0) return
  const things = [
    ...requests.map(({ source, of }) => ({ source, what: 'request', spki: of.publicKey.spki })),
    ...certificates
      .filter(({ of }) => !isAuthority(of))
      .map(({ source, of }) => ({ source, what: 'certificate', spki: of.publicKey.spki })),
  ]
  for (const { source, what, spki } of things) {
    if (keys.some(({ of }) => of.equals(spki))) continue
    const maker = requests.find(
      (request) => request.source !== source && request.of.publicKey.spki.equals(spki),
    )
    const origin = maker === undefined ? '' : `; it belongs to the key that made ${maker.source}`
    findings.problem({
      source,
      text: `the ${what} is for another key than ${and(keys.map((key) => key.source))}${origin}: a key that is made anew does not fit what was made for the old one.`,
      mend:
        what === 'request'
          ? `Make the request with this key: openssl req -new -key ${keys[0]!.source} -subj /CN=NAME -out NAME.csr`
          : 'Use the key that made the request, or send a new request for this key.',
      page: PAGES.tutorial,
    })
  }
}

const signatures = (findings: Findings): void => {
  const authorities = findings.certificates.filter(({ of }) => isAuthority(of))
  if (authorities.length === 0) return
  for (const { source, of } of findings.certificates) {
    // what a kubeconfig says of its own user and cluster is compared there
    if (isAuthority(of) || source.includes(': user ')) continue
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
    findings.problem({
      source,
      text: `the certificate was issued by ${nameText(of.issuer)}, and ${sameName ? 'a CA of that name is here, but with another key' : `the CA that is here is ${and(authorities.map((authority) => nameText(authority.of.subject)))}`}.`,
      mend: 'Use the CA certificate of the cluster that issued it, or request a certificate from this cluster.',
      page: PAGES.requests,
    })
  }
}

/** Compares everything that was found. */
export const relate = (findings: Findings): void => {
  for (const [key, sources] of byKey(findings)) {
    if (sources.length > 1) findings.relations.push(`${and(sources)} belong together (key ${key}).`)
  }
  strangers(findings)
  signatures(findings)
}

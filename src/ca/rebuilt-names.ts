import { GeneralName, SubjectAlternativeName } from '@peculiar/asn1-x509'
import { DerReader, type Element, TAG } from './der.ts'
import { Encoded } from './encoded.ts'
import { formatIp, shortestIp } from './ip.ts'
import { NAME_TAG, type SubjectAlternativeNames } from './sans.ts'

/** The order in which Go writes them; other kinds it drops. */
const KINDS: readonly number[] = [NAME_TAG.dns, NAME_TAG.email, NAME_TAG.ip, NAME_TAG.uri]

/** One name as Go writes it: the same bytes but for some addresses and URIs. */
const rebuilt = (
  { tag, content, full }: Element,
  uris: Iterator<string, undefined>,
): GeneralName => {
  if (tag === NAME_TAG.ip && shortestIp(content).length < content.length)
    return new GeneralName({ iPAddress: formatIp(content) })
  if (tag === NAME_TAG.uri) {
    const uniformResourceIdentifier = uris.next().value!
    if (content.toString('latin1') !== uniformResourceIdentifier)
      return new GeneralName({ uniformResourceIdentifier })
  }
  return Encoded.as(full)
}

/**
 * The names of a request as Go writes them into a certificate: by kind, addresses in their short form, URIs as it prints them. What
 * comes so already, as most does, is not written anew, which the library does at 4 µs a name; it would keep their order too.
 *
 * @param value of the request's subjectAltName extension
 * @param names what was read from it
 */
export const rebuiltNames = (
  value: Buffer,
  names: SubjectAlternativeNames,
): Buffer | SubjectAlternativeName => {
  const outer = new DerReader(value)
  const reader = outer.inside(TAG.sequence)!
  const byKind = KINDS.map((): GeneralName[] => [])
  const uris = names.uri.values()
  let isSame = outer.empty
  let last = 0
  while (!reader.empty) {
    const element = reader.any()!
    const kind = KINDS.indexOf(element.tag)
    const name = kind < 0 ? undefined : rebuilt(element, uris)
    isSame &&= kind >= last && name instanceof Encoded
    last = kind
    if (name) byKind[kind]!.push(name)
  }
  return isSame ? value : new SubjectAlternativeName(byKind.flat())
}

import { contextTag, DerReader, isLongOid, TAG } from './der.ts'
import { fail } from './errors.ts'
import { eachSequence, inside } from './der-sequence.ts'

/** RFC 5280, 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14 */
export interface PolicyExtensions {
  /** contents of OBJECT IDENTIFIERs in hexadecimal, since arcs may be of any size */
  policies: string[]
  policyMappings: [issuer: string, subject: string][]
  // each: the number of further certificates in the path before the constraint applies
  requireExplicitPolicy: number | undefined
  inhibitPolicyMapping: number | undefined
  inhibitAnyPolicy: number | undefined
}

export const noPolicies = (): PolicyExtensions => ({
  policies: [],
  policyMappings: [],
  requireExplicitPolicy: undefined,
  inhibitPolicyMapping: undefined,
  inhibitAnyPolicy: undefined,
})

/* The functions below throw X509Error with Go's text. */

export const certificatePolicies = (value: Buffer): string[] => {
  const invalid = 'invalid certificate policies'
  const policies = new Set<string>()
  eachSequence(value, invalid, (policy) => {
    const id = policy.content(TAG.oid) ?? fail(invalid)
    if (!isLongOid(id) || policies.has(id.toString('hex'))) fail(invalid)
    policies.add(id.toString('hex'))
  })
  return [...policies]
}

export const policyMappings = (value: Buffer): PolicyExtensions['policyMappings'] => {
  const invalid = 'invalid policy mappings extension'
  const mappings: PolicyExtensions['policyMappings'] = []
  eachSequence(value, invalid, (mapping) => {
    const issuer = mapping.content(TAG.oid) ?? fail(invalid)
    const subject = mapping.content(TAG.oid) ?? fail(invalid)
    mappings.push([issuer.toString('hex'), subject.toString('hex')])
  })
  return mappings
}

/** Go ignores negative numbers. */
const certificateCount = (reader: DerReader, tag: number, invalid: string): number | undefined => {
  const count = reader.int64(tag) ?? fail(invalid)
  return count < 0n ? undefined : Number(count)
}

export const policyConstraints = (
  value: Buffer,
): Pick<PolicyExtensions, 'requireExplicitPolicy' | 'inhibitPolicyMapping'> => {
  const invalid = 'invalid policy constraints extension'
  const reader = inside(value, invalid)
  const [explicit, mapping] = [contextTag(0), contextTag(1)].map((tag) =>
    reader.at(tag) ? certificateCount(reader, tag, invalid) : undefined,
  )
  return { requireExplicitPolicy: explicit, inhibitPolicyMapping: mapping }
}

export const inhibitAnyPolicy = (value: Buffer): number | undefined =>
  certificateCount(new DerReader(value), TAG.integer, 'invalid inhibit any policy extension')

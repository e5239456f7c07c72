/** Chains of client certificates that OpenSSL has made (make.sh), and whether they log a client in. */
import { readFileSync } from 'node:fs'
import type { ClientCertificateReason } from '../../../src/ca/verify.ts'
import { decodePem } from '../../../src/ca/pem.ts'

const bundle = readFileSync(new URL('certificates.pem', import.meta.url), 'utf8')

/** Returns the DER of a certificate. */
export const made = (name: string): Buffer => {
  const block = decodePem(bundle.slice(bundle.indexOf(`\n${name}\n`)))
  if (!bundle.includes(`\n${name}\n`) || !block) throw new Error(`no certificate ${name}`)
  return block.der
}

export type Case = [
  what: string,
  leaf: string,
  chain: string[],
  roots: string[],
  refused?: ClientCertificateReason,
]

export const CASES: Case[] = [
  // paths
  ['a leaf of the CA', 'leaf', [], ['root']],
  ['a leaf with the CA in its chain', 'leaf', ['root'], ['root']],
  ['a leaf of one of two CAs', 'leaf', [], ['other-root', 'root']],
  ['a leaf without any CA', 'leaf', [], [], 'unknown-ca'],
  ['a leaf of an unrelated CA', 'leaf', [], ['other-root'], 'unknown-ca'],
  ['a leaf of a CA that is only shown', 'leaf', ['root'], ['other-root'], 'unknown-ca'],
  ['a CA of the same name with another key', 'leaf', [], ['root-other-key'], 'unknown-ca'],
  ['a CA beside its namesake', 'leaf', [], ['root-other-key', 'root']],
  ['an intermediate', 'below-middle', ['middle'], ['root']],
  ['an intermediate and the CA', 'below-middle', ['middle', 'root'], ['root']],
  ['an intermediate as the CA', 'below-middle', [], ['middle']],
  ['a missing intermediate', 'below-middle', [], ['root'], 'unknown-ca'],
  [
    'an intermediate of an unrelated CA',
    'below-middle',
    ['middle-of-other'],
    ['root'],
    'unknown-ca',
  ],
  ['a cross-signed intermediate', 'below-middle', ['middle-of-other', 'middle'], ['root']],
  ['two intermediates', 'below-lower', ['lower', 'middle'], ['root']],
  ['two intermediates, the upper first', 'below-lower', ['middle', 'lower'], ['root']],
  ['two intermediates, one missing', 'below-lower', ['lower'], ['root'], 'unknown-ca'],
  ['a self-signed leaf', 'leaf-self-signed', [], ['root'], 'unknown-ca'],
  ['a self-signed leaf that is trusted', 'leaf-self-signed', [], ['leaf-self-signed']],

  // dates
  ['an expired leaf', 'leaf-expired', [], ['root'], 'expired'],
  ['an expired intermediate', 'below-middle', ['middle-expired'], ['root'], 'expired'],
  [
    'an expired intermediate and its successor',
    'below-middle',
    ['middle-expired', 'middle'],
    ['root'],
  ],
  ['an expired CA', 'leaf', [], ['root-expired'], 'expired'],
  ['an expired CA and its successor', 'leaf', [], ['root-expired', 'root']],
  ['a leaf that is not yet valid', 'leaf-future', [], ['root'], 'not-yet-valid'],
  ['a CA that is not yet valid', 'leaf', [], ['root-future'], 'not-yet-valid'],

  // CAs
  ['a leaf as a CA', 'below-leaf', ['leaf'], ['root'], 'unknown-ca'],
  ['a trusted leaf as a CA', 'below-leaf', [], ['leaf'], 'unknown-ca'],
  ['an intermediate that is not a CA', 'below-middle', ['middle-not-a-ca'], ['root'], 'unknown-ca'],
  ['a root that is not a CA', 'leaf', [], ['root-not-a-ca'], 'unknown-ca'],
  ['a root of version 1', 'leaf', [], ['root-v1']],
  [
    'an intermediate that cannot sign',
    'below-middle',
    ['middle-cannot-sign'],
    ['root'],
    'unknown-ca',
  ],
  ['a root that cannot sign', 'leaf', [], ['root-cannot-sign'], 'unknown-ca'],
  ['path length 0 and no intermediate', 'leaf', [], ['root-path-0']],
  ['path length 0 and an intermediate', 'below-middle', ['middle'], ['root-path-0'], 'unknown-ca'],
  ['path length 1 and an intermediate', 'below-middle', ['middle'], ['root-path-1']],
  ['path length 1 and two', 'below-lower', ['lower', 'middle'], ['root-path-1'], 'unknown-ca'],
  ['path length 0 in the middle', 'below-middle', ['middle-path-0'], ['root']],
  ['path length 0 above a CA', 'below-lower', ['lower', 'middle-path-0'], ['root'], 'unknown-ca'],
  ['a CA with a new key identifier', 'leaf', [], ['root-renewed']],

  // purposes
  ['a leaf without a purpose', 'leaf-without-purpose', [], ['root']],
  ['a leaf for clients and servers', 'leaf-both', [], ['root']],
  ['a leaf for any purpose', 'leaf-any', [], ['root']],
  ['a leaf for servers', 'leaf-servers', [], ['root'], 'no-client-usage'],
  ['a leaf for servers, of an unrelated CA', 'leaf-servers', [], ['other-root'], 'unknown-ca'],
  ['a leaf for servers that is trusted', 'leaf-servers', [], ['leaf-servers'], 'no-client-usage'],
  ['an intermediate for clients', 'below-middle', ['middle-clients'], ['root']],
  ['an intermediate for servers', 'below-middle', ['middle-servers'], ['root'], 'no-client-usage'],
  ['a CA for servers', 'leaf', [], ['root-servers'], 'no-client-usage'],

  // signatures
  ['a CA with an RSA key', 'leaf-rsa', [], ['root-rsa']],
  ['a CA with an Ed25519 key', 'leaf-ed25519', [], ['root-ed25519']],
  ['a CA with an RSA key of 768 bits', 'leaf-weak', [], ['root-weak'], 'unknown-ca'],
  ['a signature with SHA-1', 'leaf-sha1', [], ['root'], 'unknown-ca'],

  // extensions
  ['an unknown extension', 'leaf-uncritical', [], ['root']],
  ['an unknown critical extension', 'leaf-critical', [], ['root'], 'unknown-ca'],
  ['one in an intermediate', 'below-middle', ['middle-critical'], ['root'], 'unknown-ca'],
  ['one in the CA', 'leaf', [], ['root-critical'], 'unknown-ca'],
  ['a critical policy', 'below-middle', ['middle-policy'], ['root']],
  ['a missing policy', 'below-middle', ['middle-requires-policy'], ['root'], 'unknown-ca'],
  ['one that is not critical', 'below-middle', ['middle-asks-for-policy'], ['root'], 'unknown-ca'],

  // name constraints
  ['constraints, and no name', 'below-middle', ['middle-permits'], ['root']],
  ['a permitted name', 'below-middle-permitted', ['middle-permits'], ['root']],
  ['the permitted domain, in other case', 'below-middle-domain', ['middle-permits'], ['root']],
  [
    'a name that is not permitted',
    'below-middle-elsewhere',
    ['middle-permits'],
    ['root'],
    'unknown-ca',
  ],
  ['a similar name', 'below-middle-ending', ['middle-permits'], ['root'], 'unknown-ca'],
  [
    'one of two not permitted',
    'below-middle-two-names',
    ['middle-permits'],
    ['root'],
    'unknown-ca',
  ],
  ['an excluded name', 'below-middle-permitted', ['middle-excludes'], ['root'], 'unknown-ca'],
  ['a name that is not excluded', 'below-middle-elsewhere', ['middle-excludes'], ['root']],
  [
    'an excluded name, by constraints that are not critical',
    'below-middle-permitted',
    ['middle-excludes-uncritically'],
    ['root'],
    'unknown-ca',
  ],
  ['permitted, not excluded', 'below-middle-permitted', ['middle-both'], ['root']],
  ['permitted and excluded', 'below-middle-secret', ['middle-both'], ['root'], 'unknown-ca'],
  ['a name of another kind', 'below-middle-mailbox', ['middle-permits'], ['root']],
  ['a name the root permits', 'below-middle-permitted', ['middle'], ['root-permits']],
  ['a name the root does not permit', 'leaf-dns', [], ['root-permits'], 'unknown-ca'],
  ['the same, below', 'below-middle-elsewhere', ['middle'], ['root-permits'], 'unknown-ca'],
  [
    'an excluded address',
    'below-middle-address',
    ['middle-excludes-addresses'],
    ['root'],
    'unknown-ca',
  ],
  [
    'an excluded mailbox',
    'below-middle-mailbox',
    ['middle-excludes-mailboxes'],
    ['root'],
    'unknown-ca',
  ],
  ['an excluded URI', 'below-middle-uri', ['middle-excludes-uris'], ['root'], 'unknown-ca'],
  ['a constraint on directory names', 'below-middle', ['middle-directory'], ['root'], 'unknown-ca'],
]

import { createCertificateAuthority } from '../../ca/create-authority.ts'
import type { Clock } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { KeyType } from '../../ca/keys.ts'
import { parseGoDuration } from '../../apimachinery/duration.ts'
import type { Lab } from './lab.ts'

interface LabAuthority {
  readonly certificate: string
  readonly key: string
}

/** Makes a root CA that is as old as the lab's cluster. */
export const labAuthority = async (
  { seed: { ago } }: Pick<Lab, 'seed'>,
  {
    clock,
    entropy,
    keyType,
  }: { readonly clock: Clock; readonly entropy: Entropy; readonly keyType: KeyType },
): Promise<LabAuthority> => {
  const before = ago === undefined ? 0 : parseGoDuration(ago) * 1000
  const authority = await createCertificateAuthority({
    clock: { ...clock, now: () => clock.now() - before },
    entropy,
    keyType,
  })
  return { certificate: authority.certificatePem, key: authority.keyPem }
}

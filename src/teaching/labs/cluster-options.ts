import { createCertificateAuthority } from '../../ca/authority.ts'
import { parseGoDuration } from '../../apimachinery/duration.ts'
import type { Lab } from './lab.ts'

/** Makes a root CA that is as old as the lab's cluster. */
export const labAuthority = async (
  { seed: { ago = '0s' } }: Pick<Lab, 'seed'>,
  { clock, ...options }: Parameters<typeof createCertificateAuthority>[0],
): Promise<{ readonly certificate: string; readonly key: string }> => {
  const before = parseGoDuration(ago) * 1000
  const { certificatePem, keyPem } = await createCertificateAuthority({
    ...options,
    clock: { ...clock, now: () => clock.now() - before },
  })
  return { certificate: certificatePem, key: keyPem }
}

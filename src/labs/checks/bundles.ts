/** Whom a bundle of CA certificates trusts: one in a file, or what a volume of a pod would be given. */
import { type Certificate, fingerprint } from '../../ca/certificate.ts'
import { formatName } from '../../ca/name.ts'
import type { CheckParameters } from '../lab.ts'
import { fileIn, type Found, type Place } from '../place.ts'
import { certificatesIn } from './certificates.ts'

interface TrustBundle {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> }
  readonly spec: { readonly signerName?: string; readonly trustBundle: string }
}

const PATH = '/apis/certificates.k8s.io/v1/clustertrustbundles'

/** The kubelet joins all bundles of the signer that have the labels. */
const selected = async (
  { asker }: Place,
  signerName: string | undefined,
  labels: Readonly<Record<string, string>>,
): Promise<Certificate[]> => {
  const { body } = await asker.inject('GET', PATH)
  const { items = [] } = body as { items?: readonly TrustBundle[] }
  return items
    .filter(
      ({ metadata, spec }) =>
        spec.signerName === signerName &&
        Object.entries(labels).every(([name, value]) => metadata.labels?.[name] === value),
    )
    .flatMap(({ spec }) => certificatesIn(Buffer.from(spec.trustBundle)))
}

const names = (certificates: readonly Certificate[], marks: ReadonlyMap<string, string>): string =>
  [
    ...new Set(
      certificates.map(({ raw, subject }) => marks.get(fingerprint(raw)) ?? formatName(subject)),
    ),
  ]
    .toSorted()
    .join(', ') || '-'

/** Exactly these certificates, in any order, each once or more often. */
export const bundleHolds = async (
  { file, signerName, labels = {}, certificates }: CheckParameters['bundleHolds'],
  place: Place,
): Promise<Found> => {
  const { say } = place
  const bytes = file === undefined ? undefined : fileIn(place, file)
  if (file !== undefined && bytes === undefined)
    return { is: say.noFile(file), wanted: say.fileWanted(file) }
  const is = bytes === undefined ? await selected(place, signerName, labels) : certificatesIn(bytes)
  const wanted: Certificate[] = []
  // what a person would call a certificate is the file that it is in
  const marks = new Map<string, string>()
  for (const name of certificates) {
    const one = fileIn(place, name)
    if (one === undefined) return { is: say.noFile(name), wanted: say.fileWanted(name) }
    for (const certificate of certificatesIn(one)) {
      wanted.push(certificate)
      marks.set(fingerprint(certificate.raw), name)
    }
  }
  const where = file ?? signerName ?? ''
  const [found, named] = [names(is, marks), names(wanted, marks)]
  return found === named
    ? undefined
    : { is: say.bundle(where, found), wanted: say.bundle(where, named) }
}

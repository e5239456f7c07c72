import type { ClusterTrustBundle } from '../../../apis/generated/certificates.d.ts'
import { type Certificate, fingerprint } from '../../../ca/certificate.ts'
import { formatName } from '../../../ca/name.ts'
import { certificatesIn } from '../../hints/key-of.ts'
import { fileOf, type LabWorkspace, type LabCheck } from '../workspace.ts'

const PATH = '/apis/certificates.k8s.io/v1/clustertrustbundles'

/** Selects and merges bundles like the kubelet. */
const selected = async (
  { requester }: LabWorkspace,
  signerName: string | undefined,
  labels: Readonly<Record<string, string>>,
): Promise<Certificate[]> => {
  const { body } = await requester.inject('GET', PATH)
  const { items = [] } = body as { items?: readonly ClusterTrustBundle[] }
  return items
    .filter(
      ({ metadata, spec }) =>
        spec.signerName === signerName &&
        Object.entries(labels).every(([name, value]) => metadata.labels?.[name] === value),
    )
    .flatMap(({ spec }) => certificatesIn(Buffer.from(spec.trustBundle)))
}

type Trusted = ReadonlyMap<string, string>

const trusted = (certificates: readonly Certificate[], file?: string): Trusted =>
  new Map(certificates.map(({ raw, subject }) => [fingerprint(raw), file ?? formatName(subject)]))

const isSame = (one: Trusted, other: Trusted): boolean =>
  one.size === other.size && [...one.keys()].every((print) => other.has(print))

/** Compares `file` with `certificates`. The signer's bundles replace the one that is not given. */
export const bundleHolds: LabCheck<'bundleHolds'> = async (
  { file, signerName, labels = {}, certificates = [] },
  workspace,
) => {
  const { say } = workspace
  const certificatesOf = (name: string): Certificate[] => certificatesIn(fileOf(workspace, name))
  const published =
    signerName === undefined ? new Map() : trusted(await selected(workspace, signerName, labels))
  const is = file === undefined ? published : trusted(certificatesOf(file))
  const wanted: Trusted =
    certificates.length === 0
      ? published
      : new Map(certificates.flatMap((name) => [...trusted(certificatesOf(name), name)]))
  const where = file ?? signerName ?? ''
  if (wanted.size === 0) return { is: say.bundle(where, '-'), wanted: say.certificateWanted(where) }
  if (isSame(is, wanted)) return undefined
  const told = (all: Trusted): string => {
    const names = [...all].map(([print, name]) => wanted.get(print) ?? name).toSorted()
    return say.bundle(where, names.join(', ') || '-')
  }
  return { is: told(is), wanted: told(wanted) }
}

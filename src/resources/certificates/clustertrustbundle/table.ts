import type { ClusterTrustBundle } from '../../../apis/certificates.ts'
import { column, nameColumn } from '../../../apiserver/registry/columns.ts'
import type { Column } from '../../../apiserver/registry/resource.ts'

/** Without an age, like the real printer. */
export const columns: readonly Column<ClusterTrustBundle>[] = [
  nameColumn,
  column(
    'SignerName',
    'The signer that the bundle belongs to.',
    ({ spec }) => spec.signerName || '<none>',
  ),
]

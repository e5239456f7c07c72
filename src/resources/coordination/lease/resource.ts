import type { Lease } from '../../../apis/coordination.ts'
import { FieldPath, invalid, type FieldError } from '../../../apimachinery/field.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { declare } from '../../declare.ts'

/** Drops the fields of coordinated leader election, which is off by default. */
const withoutCoordination = (lease: Lease): Lease => {
  const { strategy: _strategy, preferredHolder: _preferredHolder, ...spec } = lease.spec
  return { ...lease, spec }
}

/** `pkg/apis/coordination/validation.ValidateLeaseSpec` */
const validateLease = ({ spec }: Lease): FieldError[] => {
  const { leaseDurationSeconds: seconds = 1, leaseTransitions: transitions = 0 } = spec
  const refusal = (field: string, value: number, detail: string): FieldError =>
    invalid(FieldPath.of('spec', field), value, detail)
  return [
    ...(seconds > 0 ? [] : [refusal('leaseDurationSeconds', seconds, 'must be greater than 0')]),
    ...(transitions < 0
      ? [refusal('leaseTransitions', transitions, 'must be greater than or equal to 0')]
      : []),
  ]
}

export const leases = declare<Lease>({
  group: 'coordination.k8s.io',
  kind: 'Lease',
  strategy: {
    allowCreateOnUpdate: true,
    // an update needs a resourceVersion, or it could overwrite the lease of a new holder
    allowUnconditionalUpdate: false,
    knownFinalizers: false,
    prepareForCreate: withoutCoordination,
    prepareForUpdate: withoutCoordination,
    validate: validateLease,
  },
  columns: [
    nameColumn,
    column('Holder', 'The holder of the lease.', ({ spec }) => spec.holderIdentity ?? ''),
    ageColumn,
  ],
})

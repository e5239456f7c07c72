import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import type { ServiceAccount } from '../../../apis/core.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { declare } from '../../declare.ts'

const withBareReferences = (account: ServiceAccount): ServiceAccount =>
  account.secrets === undefined
    ? account
    : {
        ...account,
        secrets: account.secrets.map(({ name }) => omitEmpty({ name })),
      }

const ENFORCE_MOUNTABLE = 'kubernetes.io/enforce-mountable-secrets'

const enforcesMountable = (account: ServiceAccount | undefined): boolean =>
  account?.metadata.annotations?.[ENFORCE_MOUNTABLE] !== undefined

const warnings = (account: ServiceAccount, old: ServiceAccount | undefined): string[] =>
  enforcesMountable(old) || !enforcesMountable(account)
    ? []
    : [
        `metadata.annotations[${ENFORCE_MOUNTABLE}]: deprecated in v1.32+; ` +
          'prefer separate namespaces to isolate access to mounted secrets',
      ]

export const serviceAccounts = declare<ServiceAccount>({
  group: '',
  kind: 'ServiceAccount',
  shortNames: ['sa'],
  returnsDeletedObject: true,
  strategy: {
    prepareForCreate: withBareReferences,
    prepareForUpdate: withBareReferences,
    warnings,
  },
  columns: [
    nameColumn,
    column(
      'Secrets',
      'The number of secrets that pods of the account may use.',
      ({ secrets }) => secrets?.length ?? 0,
      { until: 'AccountsWithoutSecrets' },
    ),
    ageColumn,
  ],
})

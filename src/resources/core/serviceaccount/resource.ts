import type { ServiceAccount } from '../../../api/core.ts'
import { ageColumn, column, nameColumn } from '../../../registry/columns.ts'
import { defaultStrategy } from '../../../registry/default-strategy.ts'
import { metadataSelectors } from '../../../registry/field-selectors.ts'
import type { Resource } from '../../../registry/resource.ts'

/** A reference to a secret holds nothing but its name: the secret is in the same namespace. */
const withBareReferences = (account: ServiceAccount): ServiceAccount =>
  account.secrets === undefined
    ? account
    : {
        ...account,
        secrets: account.secrets.map(({ name }) => (name === undefined ? {} : { name })),
      }

export const serviceAccounts: Resource<ServiceAccount> = {
  group: '',
  resource: 'serviceaccounts',
  singular: 'serviceaccount',
  kind: 'ServiceAccount',
  shortNames: ['sa'],
  namespaced: true,
  storageVersion: 'v1',
  versions: [{ version: 'v1' }],
  storagePrefix: '/registry/serviceaccounts/',
  returnsDeletedObject: true,
  strategy: defaultStrategy<ServiceAccount>({
    prepareForCreate: (_context, account) => withBareReferences(account),
    prepareForUpdate: (_context, account) => withBareReferences(account),
  }),
  columns: [
    nameColumn,
    column(
      'Secrets',
      'The number of secrets that pods of the account may use.',
      ({ secrets }) => secrets?.length ?? 0,
    ),
    ageColumn,
  ],
  fieldSelectors: metadataSelectors,
}

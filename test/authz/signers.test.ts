import t from 'tap'
import { RbacAuthorizer } from '../../src/authz/rbac.ts'
import { RbacIndex } from '../../src/authz/rbac-index.ts'
import { isAuthorizedForSigner } from '../../src/authz/signers.ts'
import { clusterRole, clusterRoleBinding, person, rule, user } from './builders.ts'

void t.test(
  'a signer is allowed by its name, by its domain, or by a rule without names',
  async (t) => {
    const cases: [rule: string, allowed: boolean][] = [
      ['approve certificates.k8s.io/signers example.com/web', true],
      ['approve certificates.k8s.io/signers example.com/*', true],
      ['approve certificates.k8s.io/signers', true],
      ['* */*', true],
      ['approve certificates.k8s.io/signers example.com/other', false],
      ['approve certificates.k8s.io/signers *', false],
      ['approve certificates.k8s.io/signers example.com', false],
      ['sign certificates.k8s.io/signers example.com/web', false],
      ['approve core/signers example.com/web', false],
      ['approve certificates.k8s.io/signers/approve example.com/web', false],
    ]
    for (const [words, allowed] of cases) {
      const index = new RbacIndex()
      index.set(clusterRole('r', [rule(words)]))
      index.set(clusterRoleBinding('b', 'r', user('ann')))
      const authorizer = new RbacAuthorizer(index)
      const may = isAuthorizedForSigner(authorizer, person('ann'), 'approve', 'example.com/web')
      t.equal(may, allowed, words)
    }
  },
)

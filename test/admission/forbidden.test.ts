import t from 'tap'
import { refusal } from '../../src/admission/forbidden.ts'

const resource = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' }

void t.test('a refusal names the object, and Unknown while it has no name', async (t) => {
  const named = refusal({ resource, name: 'jane' }, 'no')
  t.equal(named.message, 'certificatesigningrequests.certificates.k8s.io "jane" is forbidden: no')
  const nameless = refusal({ resource, name: '' }, 'no')
  t.equal(
    nameless.message,
    'certificatesigningrequests.certificates.k8s.io "Unknown" is forbidden: no',
  )
  t.equal(nameless.status.details?.name, 'Unknown')
})

import t from 'tap'
import { refusal } from '../../src/admission/forbidden.ts'

const resource = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' }

void t.test('a refusal names the object, and Unknown while it has no name', async (t) => {
  const named = refusal({ resource, name: 'jane', object: undefined }, 'no')
  t.equal(named.message, 'certificatesigningrequests.certificates.k8s.io "jane" is forbidden: no')
  const objectOf = (metadata: object) => ({ kind: 'K', apiVersion: 'v1', metadata })
  const shown = (metadata: object): unknown =>
    refusal({ resource, name: '', object: objectOf(metadata) }, 'no').status.details?.name
  t.equal(shown({ name: 'jane', generateName: 'j-' }), 'jane')
  t.equal(shown({ generateName: 'j-' }), 'j-', 'the prefix of a name that is not made yet')
  t.equal(shown({}), 'Unknown')
  const nameless = refusal({ resource, name: '', object: undefined }, 'no')
  t.equal(
    nameless.message,
    'certificatesigningrequests.certificates.k8s.io "Unknown" is forbidden: no',
  )
  t.equal(nameless.status.details?.name, 'Unknown')
})

import { badRequest } from '../../../src/api/status.ts'
import { anonymousRefused } from '../../../src/hints/refused/anonymous.ts'
import { person } from '../../authz/builders.ts'
import { refused } from '../facts.ts'
import { tells } from '../tells.ts'

const user = person('system:anonymous', 'system:unauthenticated')

tells(anonymousRefused, 'authentication', [
  [
    'nobody who logged in',
    refused('list core/pods', { user }),
    'nobody logged in: you showed no certificate and no token. Let your kubeconfig be looked at.',
    'npx csrlab doctor',
    'So you are system:anonymous. kubectl keeps back a certificate that another CA has issued.',
  ],
  ['somebody', refused('list core/pods')],
  ['another refusal', refused('list core/pods', { user, error: badRequest('no') })],
])

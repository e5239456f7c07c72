import { type Command, lazy } from '../kit/grammar/command.ts'
import { MANAGEMENT } from '../kit/grammar/shared-options.ts'

export const journal: Command = {
  name: 'journal',
  alias: 'requests',
  summary: 'show the last API requests of a cluster',
  about: [
    'Prints the last 10,000 requests, oldest first: user, verb, object, status code, duration, and the injected fault, if any. Exits with 1 if no request matches.',
  ],
  options: {
    user: { value: 'NAME', help: 'only requests of this user' },
    'user-agent': { value: 'TEXT', help: 'only requests whose user agent starts with this' },
    verb: { value: 'create', help: 'only requests with this Kubernetes verb' },
    resource: { value: 'certificatesigningrequests', help: 'only requests for this resource' },
    namespace: { value: 'NAME', help: 'only requests in this namespace' },
    'object-name': { value: 'NAME', help: 'only requests for objects with this name' },
    code: { value: '409', help: 'only requests with this status code; 0: no response' },
    fault: { value: 'NAME', help: 'only requests that this fault affected' },
    since: { value: 'TIME', help: 'only requests since this time, or after this number' },
    wait: { value: '5s', help: 'wait up to this long for the first request' },
    follow: { short: 'f', help: 'print new requests until Ctrl-C' },
    ...MANAGEMENT,
  },
  run: lazy(() => import('../journal-command.ts'), 'journalCommand'),
}

import type { Command } from '../grammar/command.ts'
import { JSON_OUTPUT, KUBECONFIG, SERVER } from '../grammar/shared-options.ts'

export const requests: Command = {
  name: 'requests',
  summary: 'the last requests of a cluster',
  about: [
    'Says who asked a running cluster for what, the code of the answer, how long it took, and the fault that was ordered for it: the last 10,000 requests, the oldest first. Ends with 1 where there is none.',
  ],
  options: {
    user: { value: 'NAME', help: 'only those of this user' },
    'user-agent': { value: 'TEXT', help: 'only those of this client' },
    verb: { value: 'create', help: 'only those of this verb of Kubernetes' },
    resource: { value: 'certificatesigningrequests', help: 'only those for this resource' },
    namespace: { value: 'NAME', help: 'only those in this namespace' },
    'object-name': { value: 'NAME', help: 'only those for objects of this name' },
    code: { value: '409', help: 'only those with this code; 0: without an answer' },
    fault: { value: 'NAME', help: 'only those that this fault happened to' },
    since: { value: 'TIME', help: 'only those since then, or after the one of this number' },
    wait: { value: '5s', help: 'waits so long for the first one' },
    follow: { short: 'f', help: 'goes on with each that comes, until Ctrl-C' },
    ...JSON_OUTPUT,
    ...KUBECONFIG,
    ...SERVER,
  },
  run: async (...given) => (await import('../requests-command.ts')).requestsCommand(...given),
}

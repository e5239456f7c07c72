import type { Command } from '../grammar/command.ts'
import { JSON_OUTPUT, KUBECONFIG, SERVER } from '../grammar/shared-options.ts'

export const ui: Command = {
  name: 'ui',
  summary: 'the page of a cluster, in a browser',
  about: [
    'Opens the page of a running cluster: its requests, live, with what is inside them, what became of them, and who may do what. Prints the link, which lets one browser in, once, within a minute; after that the browser is let in until the server ends.',
    'The page is served at 127.0.0.1 alone, on a port of its own. What is done there is done by the user who opened it, or by the one of --as, and is an ordinary request of theirs.',
  ],
  options: {
    as: { value: 'NAME', help: 'as a user that has a certificate of this cluster' },
    'no-open': { help: 'print the link, and start no browser' },
    ...JSON_OUTPUT,
    ...KUBECONFIG,
    ...SERVER,
  },
  run: async (...given) => (await import('../ui-command.ts')).openPage(...given),
}

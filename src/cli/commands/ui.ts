import { type Command, lazy } from '../kit/grammar/command.ts'
import { MANAGEMENT } from '../kit/grammar/shared-options.ts'

export const ui: Command = {
  name: 'ui',
  summary: 'open the web page of a cluster',
  about: [
    'Opens the web page of a running cluster: certificate requests with their contents and history, and who may do what, all live. Also prints the link. It works once, within a minute; the browser that opened it stays logged in until the server stops.',
    'The page is served on 127.0.0.1 only, on its own port. Actions there are ordinary API requests of the user who opened it, or of the user given with --as.',
  ],
  options: {
    as: { value: 'NAME', help: 'act as this user, who needs a certificate of this cluster' },
    'no-open': { help: 'print the link without starting a browser' },
    ...MANAGEMENT,
  },
  run: lazy(() => import('../ui-command.ts'), 'openPage'),
}

/** What a cluster has besides its requests: a lab, and other clusters beside it. */
import type { Neighbour } from '../../src/page/neighbour.ts'

export const NEIGHBOURS: readonly Neighbour[] = [
  {
    name: 'team-with-a-long-name-of-its-own',
    isRunning: true,
    server: 'https://127.0.0.1:6444',
    kubeconfig: '/home/somebody/.local/share/csrlab/team-with-a-long-name-of-its-own/kubeconfig',
  },
  { name: 'old', isRunning: false, server: undefined, kubeconfig: undefined },
]

/** As the commands of labs report it. */
export const LAB = {
  name: 'jane',
  title: 'A certificate for Jane',
  outcomes: [
    { id: 'key', says: 'There is a key', met: true },
    {
      id: 'request',
      says: 'The request asks for CN=jane',
      met: false,
      notYet: 'It asks for something else.',
      is: 'CN: bob',
      wanted: 'CN: jane',
    },
    { id: 'login', says: 'Jane logs in', met: false, notYet: 'x', is: '-', wanted: 'jane' },
  ],
}

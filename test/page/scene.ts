/** A lab, which a cluster has besides its requests. */
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

/**
 * The cost of hints for a create: two servers, one without hints, at the same time, so that other
 * load affects both equally.
 */
import { OWN } from '../client-kinds.mjs'
import { create, makeRequests } from '../csr.mjs'
import { inFlight, time } from '../measure.mjs'
import { withServer } from '../server.mjs'

const WIDTH = 16

/** A correct CSR, and one that gets two warnings: for its name, and for a usage. */
const CASES = {
  'correct CSR': { name: (user) => user, usages: ['client auth'] },
  'CSR with two mistakes': { name: (user) => `${user}-wrong`, usages: ['server auth'] },
}

/**
 * Creates the same CSRs on all servers, alternating. Resolves with the processor time per CSR on
 * each server, in milliseconds.
 */
const createAll = async (sides, users, { name, usages }) => {
  // new keys, since parsed CSRs are cached
  const requests = makeRequests(users.length, (i) => users[i])
  const before = sides.map(({ server }) => server.cpuMs())
  await inFlight(users.length * sides.length, WIDTH, (n) => {
    const i = Math.floor(n / sides.length)
    return create(sides[n % sides.length].client, name(users[i]), requests[i], undefined, usages)
  })
  return sides.map(({ server }, s) => (server.cpuMs() - before[s]) / users.length)
}

const measure = async (sides, count) => {
  if (sides.some(({ server }) => server.cpuMs() === undefined)) return []
  const figures = []
  for (const [label, what] of Object.entries(CASES)) {
    const users = (round, length) =>
      Array.from({ length }, (_, i) => `u-${what.usages[0][0]}${round}-${i}`)
    await createAll(sides, users('warm', Math.floor(count / 3)), what)
    const [off, on] = await createAll(sides, users('', count), what)
    figures.push(
      time(`a create without hints, ${label}, CPU`, off),
      time(`a create with hints, ${label}, CPU`, on),
      { name: `hints add, ${label}`, unit: '%', value: 100 * (on / off - 1), better: 'less' },
    )
  }
  return figures
}

export const hints = ({ requests }, { connect } = OWN) =>
  withServer(
    (without) =>
      withServer(
        async (having) => {
          const sides = [without, having].map((server) => ({
            server,
            client: connect(server, WIDTH),
          }))
          try {
            return await measure(sides, requests)
          } finally {
            await Promise.all(sides.map(({ client }) => client.close()))
          }
        },
        ['--hints=short'],
      ),
    ['--no-hints'],
  )

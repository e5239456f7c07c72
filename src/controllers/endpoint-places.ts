/** The subsets of Endpoints as a set of places: those with the same port stand together. */
import type { EndpointSubset } from '../api/kinds/core.ts'

export interface Place {
  readonly ip: string
  readonly port: number
}

const PORT_NAME = 'https'

const subsetOf = (port: number, addresses: readonly string[]): EndpointSubset => ({
  addresses: addresses.map((ip) => ({ ip })),
  ports: [{ name: PORT_NAME, port, protocol: 'TCP' }],
})

const placesOf = (subsets: readonly EndpointSubset[]): Place[] =>
  subsets.flatMap(({ addresses = [], ports = [] }) =>
    addresses.flatMap(({ ip }) => ports.map(({ port }) => ({ ip, port }))),
  )

/** Sorted, so that whoever adds its own place last leaves the same. */
const subsetsOf = (places: readonly Place[]): EndpointSubset[] => {
  const ports = [...new Set(places.map(({ port }) => port))].sort((a, b) => a - b)
  return ports.map((port) => {
    const addresses = places.filter((place) => place.port === port).map(({ ip }) => ip)
    return subsetOf(port, [...new Set(addresses)].sort())
  })
}

/** The subsets with one place more, if it is not among them. */
export const withPlace = (subsets: readonly EndpointSubset[], place: Place): EndpointSubset[] =>
  subsetsOf([...placesOf(subsets), place])

/** The subsets without a place. */
export const withoutPlace = (
  subsets: readonly EndpointSubset[],
  { ip, port }: Place,
): EndpointSubset[] =>
  subsetsOf(placesOf(subsets).filter((place) => place.ip !== ip || place.port !== port))

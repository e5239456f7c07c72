import { FOREIGN } from '../clients.mjs'

/**
 * A phase over HTTP/1.1 and HTTP/2 with undici, to compare the protocols. `phase` gets the client.
 */
export const overBoth = async (phase) => {
  const figures = []
  for (const [label, client] of Object.entries(FOREIGN))
    for (const figure of await phase(client))
      figures.push({ ...figure, name: `${figure.name}, undici, ${label}` })
  return figures
}

import { FOREIGN } from '../clients.mjs'

/**
 * A phase over HTTP/1.1 and HTTP/2, with a client that is not ours: what one of them waits for shows beside the other. `phase` is given
 * the client.
 */
export const overBoth = async (phase) => {
  const figures = []
  for (const [label, client] of Object.entries(FOREIGN))
    for (const figure of await phase(client))
      figures.push({ ...figure, name: `${figure.name}, undici, ${label}` })
  return figures
}

import { FOREIGN } from '../client-kinds.mjs'

/** Runs a phase with undici over HTTP/1.1 and HTTP/2, to compare them. `phase` gets the client. */
export const overBoth = async (phase) => {
  const figures = []
  for (const [label, client] of Object.entries(FOREIGN))
    for (const figure of await phase(client))
      figures.push({ ...figure, name: `${figure.name}, undici, ${label}` })
  return figures
}

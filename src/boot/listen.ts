/** Where a server listens. */
import type { App } from '../http/app.ts'
import { listenError } from '../http/wire/listener.ts'
import { PLAIN_HOST } from '../http/wire/plain.ts'
import type { ValidOptions } from './options.ts'

export interface Listening {
  readonly url: string
  readonly port: number
  /** of plain HTTP, where it was asked for */
  readonly insecureUrl: string | undefined
}

type Where = readonly [host: string, port: number, flag?: string]

const bound = async <T>(promise: Promise<T>, where: Where): Promise<T> => {
  try {
    return await promise
  } catch (error) {
    throw listenError(error, ...where)
  }
}

/** Listens for TLS, and for plain HTTP where that is asked for. Throws ListenError. */
export const listenOn = async (
  app: App,
  { host, port, insecurePort }: Pick<ValidOptions, 'host' | 'port' | 'insecurePort'>,
): Promise<Listening> => {
  await bound(app.fastify.listen({ host, port }), [host, port])
  const plainPort =
    insecurePort === undefined
      ? undefined
      : await bound(app.listenPlain(insecurePort), [PLAIN_HOST, insecurePort, '--insecure-port'])
  return {
    url: `https://${host.includes(':') ? `[${host}]` : host}:${app.port}`,
    port: app.port,
    insecureUrl: plainPort === undefined ? undefined : `http://${PLAIN_HOST}:${plainPort}`,
  }
}

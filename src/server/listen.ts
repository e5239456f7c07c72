/** Where a server listens. */
import type { App } from '../apiserver/http/app.ts'
import type { TlsListener } from '../apiserver/http/wire/tls-listener.ts'
import { listenError } from '../apiserver/http/wire/listener.ts'
import { PLAIN_HOST } from '../apiserver/http/wire/plain.ts'
import { externalAddress, localAddress } from './advertise.ts'
import type { ValidOptions } from './options.ts'

export interface Listening {
  /** where clients find it */
  readonly url: string
  /** where this machine finds it, wherever the other one leads */
  readonly localUrl: string
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

/** Listens for TLS, and for plain HTTP where that is asked for. `listener`: the app's. Throws ListenError. */
export const listenOn = async (
  app: Pick<App, 'listenPlain'>,
  listener: TlsListener,
  options: Pick<ValidOptions, 'host' | 'advertiseAddress' | 'port' | 'insecurePort'>,
): Promise<Listening> => {
  const { host, port, insecurePort } = options
  await bound(listener.listen(host, port), [host, port])
  const plainPort =
    insecurePort === undefined
      ? undefined
      : await bound(app.listenPlain(insecurePort), [PLAIN_HOST, insecurePort, '--insecure-port'])
  return {
    url: `https://${externalAddress(options, listener.port)}`,
    localUrl: `https://${localAddress(host, listener.port)}`,
    port: listener.port,
    insecureUrl: plainPort === undefined ? undefined : `http://${PLAIN_HOST}:${plainPort}`,
  }
}

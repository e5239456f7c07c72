/** The way of requests into a server. */
import { realTime } from '../apimachinery/clock.ts'
import type { App } from '../apiserver/http/app.ts'
import type { Carrier } from '../apiserver/http/stages/carrier.ts'
import { OwnCarrier } from '../apiserver/http/stages/own-carrier.ts'
import type { Stages } from '../apiserver/http/stages/stages.ts'
import { Farewell } from '../apiserver/http/wire/farewell.ts'
import type { Front } from '../apiserver/http/wire/front.ts'
import { listenError, type ServingIdentity, tlsOptions } from '../apiserver/http/wire/listener.ts'
import { PLAIN_HOST } from '../apiserver/http/wire/plain.ts'
import { externalAddress, localAddress } from './advertise.ts'
import type { Base } from './base.ts'
import type { Closing } from './closing.ts'
import type { Pki } from './pki.ts'

/** Addresses of a server that listens. */
export interface Listening {
  /** for clients */
  readonly url: string
  /** for clients on this machine */
  readonly localUrl: string
  readonly port: number
  /** of plain HTTP; undefined: not asked for */
  readonly insecureUrl: string | undefined
}

export interface Listener {
  /** 0 before it listens */
  readonly port: number
  /** `host:port`, or `host:port/path`, for clients */
  readonly external: string
  /** the same for clients on this machine */
  readonly local: string
  /** Makes the carrier that brings requests to the stages. Called once. */
  carry(stages: Stages): Carrier
  /** Begins to take requests. Rejects with ListenError. */
  listen(app: App, closing: Closing): Promise<Listening>
  /** From now on the listener and its connections do not keep the process alive. */
  unref(): void
}

type ListenAddress = readonly [host: string, port: number, flag?: string]

const bound = async <T>(promise: Promise<T>, address: ListenAddress): Promise<T> => {
  try {
    return await promise
  } catch (error) {
    throw listenError(error, ...address)
  }
}

/** The listener of a server that has a port of its own. */
export class OwnListener implements Listener {
  readonly #base: Base
  readonly #identity: ServingIdentity
  readonly #front: Front | undefined
  #carrier: OwnCarrier | undefined
  #farewell: Farewell | undefined

  private constructor(base: Base, identity: ServingIdentity, front: Front | undefined) {
    this.#base = base
    this.#identity = identity
    this.#front = front
  }

  /** `front`: takes the requests that are for other servers. Rejects as the settings do. */
  static async open(base: Base, { certificates }: Pki, front?: Front): Promise<OwnListener> {
    const { serving } = await certificates.make()
    // clients choose a certificate by the CAs that they are told, and a front has those of others
    const identity = front === undefined ? serving : { ...serving, clientAuthorities: [] }
    return new OwnListener(base, identity, front)
  }

  get port(): number {
    return this.#carrier?.port ?? 0
  }

  get external(): string {
    return externalAddress(this.#base.options, this.port)
  }

  get local(): string {
    return localAddress(this.#base.options.host, this.port)
  }

  carry(stages: Stages): Carrier {
    const { serverLog: log, options } = this.#base
    const tls = tlsOptions(this.#identity)
    this.#carrier = new OwnCarrier({ tls, front: this.#front, log }, stages)
    if (options.shutdownDelayDuration > 0) this.#farewell = new Farewell(this.#carrier.server)
    return this.#carrier
  }

  async listen(app: App, closing: Closing): Promise<Listening> {
    const { options, clock } = this.#base
    const { host, port, insecurePort, shutdownDelayDuration } = options
    await bound(this.#carrier!.listen(host, port), [host, port])
    const plainPort =
      insecurePort === undefined
        ? undefined
        : await bound(app.listenPlain(insecurePort), [PLAIN_HOST, insecurePort, '--insecure-port'])
    const farewell = this.#farewell
    if (farewell !== undefined)
      closing.takeLeave(() =>
        farewell.say(shutdownDelayDuration * 1000, realTime(clock), () => app.endStreams()),
      )
    return {
      url: `https://${this.external}`,
      localUrl: `https://${this.local}`,
      port: this.port,
      insecureUrl: plainPort === undefined ? undefined : `http://${PLAIN_HOST}:${plainPort}`,
    }
  }

  unref(): void {
    this.#carrier?.unref()
  }
}

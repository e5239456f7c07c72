/** A server without a listener of its own: its requests come through that of another one, its host. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Holding } from '../apiserver/admission/held-quota.ts'
import type { Identity } from '../ca/identity.ts'
import type { Allowance } from '../apiserver/http/gate/allowance.ts'
import type { ServingIdentity } from '../apiserver/http/wire/listener.ts'
import type { Held } from '../testing/worlds/room.ts'
import type { Durable } from '../storage/memory.ts'
import type { Listening } from './listen.ts'
import type { ServerLog } from './log.ts'

/** What a host gives a server. */
export interface Mount {
  /** whose lines say which server they are of */
  readonly log: ServerLog
  /** where clients find it, without the scheme: `127.0.0.1:6443/clusters/team-1` */
  readonly external: string
  /** where this machine finds it */
  readonly local: string
  /** of the host's listener */
  readonly port: number
  /** the administrator's, from the first start on */
  readonly adminToken: string
  /** where its writes are made durable, and those that were before */
  readonly durable: Durable
  /** how much it may hold, and holds */
  readonly most: Holding
  readonly held: Held
  /** how many requests and watches its clients may have */
  readonly allowance: Allowance
}

/** What a host needs of a server that is mounted on it. */
export interface Mounted {
  /** Answers a request whose target has been made this server's own. */
  handle(
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): void
  /** The administrator's certificate and key, made when they are first asked for. Rejects when they cannot be made. */
  admin(): Promise<Identity>
  /** who a listener is that serves it alone; the same object for as long as it is the same. Rejects when it cannot be made. */
  identity(): Promise<ServingIdentity>
  /** To be called when a new one has settled, before anybody does anything in it. */
  begun(): void
  /** all that its store holds now */
  image(): Buffer
}

/** What one that is mounted says of where it listens. */
export const mountedAt = ({ external, local, port }: Mount): Listening => ({
  url: `https://${external}`,
  localUrl: `https://${local}`,
  port,
  insecureUrl: undefined,
})

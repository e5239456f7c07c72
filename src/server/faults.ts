import { realTime } from '../apimachinery/clock.ts'
import { faultyCertificates } from '../testing/faults/faulty-certificate.ts'
import {
  isJsonObject,
  type JsonObject,
  JsonSyntaxError,
  parseJson,
} from '../apimachinery/text/json.ts'
import { Faults } from '../testing/faults/faults.ts'
import type { Fault } from '../testing/faults/fault.ts'
import type { FindObject, MatchedObject } from '../testing/faults/matching.ts'
import type { ObservedRequest } from '../apiserver/extensions.ts'
import type { Registry } from '../apiserver/registry/registry.ts'
import type { Base } from './base.ts'
import type { ControlPlane } from './control-plane.ts'

/** Larger request bodies are not searched for the object that a fault matches. */
const READ_BYTES = 64 * 1024

const sent = ({ body }: ObservedRequest): JsonObject | undefined => {
  if (body.length === 0 || body.length > READ_BYTES) return undefined
  try {
    const { value } = parseJson(body.toString())
    return isJsonObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }
}

const matchedOf = (object: object | undefined): MatchedObject | undefined => {
  if (object === undefined) return undefined
  const { metadata, spec } = object as {
    metadata?: { labels?: Record<string, string> }
    spec?: { signerName?: string }
  }
  return { labels: metadata?.labels ?? {}, signer: spec?.signerName ?? '' }
}

const finder =
  (registries: readonly Registry[]): FindObject =>
  (request) => {
    const { apiGroup, resource, namespace, name } = request.info
    const registry = registries.find(
      (one) => one.resource.group === apiGroup && one.resource.resource === resource,
    )
    const row = name === '' ? undefined : registry?.find(namespace, name)
    return matchedOf(row === undefined ? sent(request) : registry!.decode(row))
  }

/** `kept`: the faults that a hosted cluster had before it slept. */
export const makeFaults = (
  { options, entropy, clock }: Base,
  { api, state }: ControlPlane,
  kept: readonly Fault[] | undefined,
): Faults => {
  const { registries } = api.registries
  return new Faults({
    seed: options.seed ?? entropy.bytes(4).readUInt32BE(),
    realTime: realTime(clock),
    certificates: faultyCertificates(clock, entropy),
    find: finder(registries),
    kept,
    release: options.release,
    revision: () => state.store.revision,
    resources: registries.map(({ resource }) => resource.resource),
  })
}

/** A snapshot as it leaves a cluster and comes into another one: its objects as they are stored. */
import { isJsonObject, type JsonObject } from '../../api/text/json.ts'
import { StatusError } from '../../api/status.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Entry } from '../../store/store.ts'
import { FieldProblem } from '../bodies/field-problem.ts'

/** `head`: an object whose fields come first. */
export const snapshotDocument = (head: object, entries: readonly Entry[]): Buffer => {
  const start = JSON.stringify(head).slice(0, -1)
  const parts = entries.flatMap(({ value }, i) => [Buffer.from(i === 0 ? '\n' : ',\n'), value])
  return Buffer.concat([Buffer.from(`${start},"objects":[`), ...parts, Buffer.from('\n]}\n')])
}

/** `certificates.k8s.io/v1, CertificateSigningRequest` */
const kindOf = (apiVersion: unknown, kind: unknown): string =>
  `${String(apiVersion)}, ${String(kind)}`

const storedAs = ({ resource }: Registry): string => {
  const { storageGroup = resource.group, storageVersion, kind } = resource
  return kindOf(storageGroup === '' ? storageVersion : `${storageGroup}/${storageVersion}`, kind)
}

/** Reads objects in the form in which they are stored. What they say is taken as it is: nobody is asked whether it may be there. */
export const storedObject = (
  registries: readonly Registry[],
): ((value: unknown, at: string) => Entry) => {
  const byKind = new Map(registries.map((registry) => [storedAs(registry), registry]))
  return (value, at) => {
    if (!isJsonObject(value)) throw new FieldProblem(at, 'write an object')
    const { apiVersion, kind }: JsonObject = value
    const registry = byKind.get(kindOf(apiVersion, kind))
    if (registry === undefined)
      throw new FieldProblem(at, `nothing is stored as ${kindOf(apiVersion, kind)}`)
    try {
      return registry.entryOf(value)
    } catch (error) {
      if (error instanceof StatusError) throw new FieldProblem(at, error.message)
      throw error
    }
  }
}

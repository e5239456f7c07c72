/** If one document is rejected, none takes effect. */
import type { KubeObject } from '../../apimachinery/meta.ts'
import { isJsonObject, type JsonObject } from '../../apimachinery/text/json.ts'
import type { Caller } from '../../apimachinery/turns.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { ClusterClock } from '../clock/cluster-clock.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { type Requester, RequestRefused } from '../../apiserver/client/call.ts'
import { issue } from '../issue/issue.ts'
import { Objects } from '../../apiserver/client/objects.ts'
import { placeOf, type ObjectLocation } from '../../apiserver/client/reference.ts'
import { type NamedResource, readResources } from '../../apiserver/client/resource-names.ts'
import {
  type DocumentSource,
  type PopulateDocument,
  readDocuments,
  type ReadYaml,
} from './documents.ts'
import { type Rollback, type RollbackStorage, startRollback } from './rollback.ts'
import { isUserDocument, readUser, type UserSpec } from './user-document.ts'
import type { AppliedObject, Populated, PopulatedUser } from '../generated/bodies.d.ts'

export interface PopulateParts {
  /** Calls the task with a client that acts as the user. */
  readonly asking: <T>(user: UserInfo, task: (requester: Requester) => Promise<T>) => Promise<T>
  readonly storage: RollbackStorage
  readonly clock: Pick<ClusterClock, 'settled'>
  readonly readYaml: (
    source: Buffer,
    caller: Pick<Caller, 'user' | 'signal'>,
  ) => ReturnType<ReadYaml>
}

export type { AppliedObject, Populated, PopulatedUser } from '../generated/bodies.d.ts'

interface CsrDecision {
  readonly type: 'Approved' | 'Denied'
  readonly reason: string
  readonly message?: string
}

const REQUEST_KIND = 'CertificateSigningRequest'

/** Returns the decision in a CSR's status, which server-side apply ignores. */
const decisionOf = ({ kind, status }: JsonObject): CsrDecision | undefined => {
  const conditions: unknown = isJsonObject(status) ? status['conditions'] : undefined
  if (kind !== REQUEST_KIND || !Array.isArray(conditions)) return undefined
  const decided = conditions
    .filter(isJsonObject)
    .find(({ type }) => type === 'Approved' || type === 'Denied')
  if (decided === undefined) return undefined
  const { type, reason, message } = decided
  return {
    type: type as CsrDecision['type'],
    reason: typeof reason === 'string' ? reason : 'Populate',
    ...(typeof message === 'string' && { message }),
  }
}

const inDocument = (at: string, error: unknown): Error => {
  if (!(error instanceof RequestRefused)) return new FieldProblem(at, (error as Error).message)
  const { code, body, message } = error
  return new RequestRefused({ code, body: { ...body, message: `${at}: ${message}` } }, at)
}

export interface UserHandling {
  /** Called before any change; its errors are reported with the document and its line. */
  readonly check?: (user: UserSpec, source: DocumentSource) => void
  /** false: skip users */
  readonly issued?: boolean
}

type Step = Pick<PopulateDocument, 'at'> & ({ readonly user: UserSpec } | AppliedStep)

interface AppliedStep {
  readonly place: ObjectLocation
  readonly value: JsonObject
  readonly decision: CsrDecision | undefined
}

const APPLY = { 'content-type': 'application/apply-patch+yaml' }

const stepOf = (
  { at, value, source }: PopulateDocument,
  resources: readonly NamedResource[],
  { check }: UserHandling,
): Step => {
  try {
    if (isUserDocument(value)) {
      const user = readUser(value)
      check?.(user, source)
      return { at, user }
    }
    const place = placeOf(resources, value as never)
    return { at, place, value, decision: decisionOf(value) }
  } catch (error) {
    throw inDocument(at, error)
  }
}

const write = async (
  { place, value, decision }: AppliedStep,
  requester: Requester,
  rollback: Rollback,
): Promise<AppliedObject> => {
  const { resource, url, name, namespace } = place
  const { status: _, ...config } = value
  const query = '?fieldManager=csrlab&force=true&fieldValidation=Strict'
  const object = decision === undefined ? value : config
  const written = rollback.begin(place)
  const applied = await requester.inject('PATCH', `${url}${query}`, object, APPLY)
  if (applied.code >= 300) throw new RequestRefused(applied, 'populate')
  written(applied.body as unknown as KubeObject)
  if (decision !== undefined) written(await new Objects(requester).decide(name, { ...decision }))
  return {
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    name,
    ...(resource.namespaced && { namespace }),
    result: applied.code === 201 ? 'created' : 'configured',
  }
}

const issueUser = async (
  { name, groups, lifetime, keyType, files }: UserSpec,
  requester: Requester,
): Promise<PopulatedUser> => {
  const { key, certificate } = await issue(requester, {
    commonName: name,
    organizations: groups,
    keyType,
    expirationSeconds: lifetime,
  })
  return { name, groups, key, certificate, ...(files && { files }) }
}

export class Populate {
  readonly #parts: PopulateParts

  constructor(parts: PopulateParts) {
    this.#parts = parts
  }

  /**
   * Resolves when controllers have reacted. On failure, undoes all changes, and rejects with
   * RequestRefused if the server rejects a request, FieldProblem for other errors of a document
   * or user, or the reason of `signal`. The first two name the document and its line.
   */
  async apply(text: string, user: UserInfo, signal?: AbortSignal): Promise<Populated> {
    const [populated] = await this.applyAll([{ text }], user, { signal })
    return populated!
  }

  /** Like {@link apply}, with a result for each source. */
  async applyAll(
    sources: readonly DocumentSource[],
    user: UserInfo,
    {
      signal = new AbortController().signal,
      ...handling
    }: UserHandling & { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Populated[]> {
    const { asking, clock, storage, readYaml } = this.#parts
    const populated = await asking(user, async (requester) => {
      const resources = await readResources(requester)
      const batches: Step[][] = []
      for (const source of sources) {
        const steps: Step[] = []
        const documents = readDocuments(source, (yaml) => readYaml(yaml, { user, signal }))
        for await (const document of documents) {
          signal.throwIfAborted()
          const step = stepOf(document, resources, handling)
          if (handling.issued !== false || !('user' in step)) steps.push(step)
        }
        batches.push(steps)
      }
      const rollback = startRollback(storage)
      const results: Populated[] = []
      for (const steps of batches) {
        const objects: AppliedObject[] = []
        const users: PopulatedUser[] = []
        for (const step of steps)
          try {
            signal.throwIfAborted()
            if ('user' in step) users.push(await issueUser(step.user, requester))
            else objects.push(await write(step, requester, rollback))
          } catch (error) {
            await rollback.undo()
            await clock.settled()
            signal.throwIfAborted()
            throw inDocument(step.at, error)
          }
        results.push({ objects, users })
      }
      return results
    })
    await clock.settled()
    return populated
  }
}

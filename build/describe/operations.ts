/** Operations of a stored resource under one version, without their paths. */
import type { GroupVersionKind } from '../../src/apimachinery/meta.ts'
import type { Resource } from '../../src/apiserver/registry/resource.ts'
import { idOf, oneOf, versionTag } from './names.ts'
import type { Operation } from './operation.ts'
import { META, type Vocabulary } from './vocabulary.ts'

const LISTING = 'Superseded by listing with `watch=true`'

export class ResourceOperations {
  readonly #words: Vocabulary
  readonly #resource: Resource
  readonly #kind: GroupVersionKind
  readonly #component: string

  constructor(words: Vocabulary, resource: Resource, version: string) {
    const { group, kind } = resource
    this.#words = words
    this.#resource = resource
    this.#kind = { group, version, kind }
    this.#component = words.component(this.#kind)
  }

  /** `id`: the parts of the operation ID before and after the group and version. */
  #operation(
    action: string,
    id: readonly [verb: string, rest: string],
    description: string,
    own: Pick<Operation, 'deprecated' | 'parameters' | 'requestBody' | 'responses'>,
  ): Operation {
    return {
      description,
      operationId: `${id[0]}${idOf(this.#kind)}${id[1]}`,
      tags: [versionTag(this.#kind)],
      ...own,
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': this.#words.kind(this.#kind),
    }
  }

  /** `what`: `the Pods of a namespace` */
  list(id: string, what: string): Operation {
    const description = `List ${what}, or watch them with \`watch=true\`.`
    return this.#operation('list', ['list', id], description, {
      parameters: this.#words.queryParameters('list'),
      responses: this.#words.responses(`${this.#component}List`, 200),
    })
  }

  #watch(action: 'watch' | 'watchlist', id: string, description: string): Operation {
    return this.#operation(action, ['watch', id], description, {
      deprecated: true,
      parameters: this.#words.queryParameters('watch'),
      responses: this.#words.responses('Watch', 200),
    })
  }

  watchList(id: string, what: string): Operation {
    return this.#watch('watchlist', id, `Watch ${what}. ${LISTING}.`)
  }

  watchOne(id: string): Operation {
    const what = oneOf(this.#kind.kind)
    const description = `Watch ${what}. ${LISTING} and a field selector for \`metadata.name\`.`
    return this.#watch('watch', id, description)
  }

  create(id: string): Operation {
    return this.#operation('post', ['create', id], `Create ${oneOf(this.#kind.kind)}.`, {
      parameters: this.#words.queryParameters('write'),
      requestBody: this.#words.body(this.#component),
      responses: this.#words.responses(this.#component, 200, 201, 202),
    })
  }

  deleteCollection(id: string, what: string): Operation {
    const description = `Delete ${what}, or those that match the selectors.`
    return this.#operation('deletecollection', ['delete', `Collection${id}`], description, {
      parameters: this.#words.queryParameters('deleteCollection'),
      requestBody: this.#words.body(`${META}.DeleteOptions`),
      responses: this.#words.responses(`${this.#component}List`, 200),
    })
  }

  delete(id: string): Operation {
    const resource = this.#resource
    // an object with a terminating phase is returned, since it still exists
    const isAnswered = resource.returnsDeletedObject === true || resource.terminate !== undefined
    return this.#operation('delete', ['delete', id], `Delete ${oneOf(this.#kind.kind)}.`, {
      parameters: this.#words.queryParameters('delete'),
      requestBody: this.#words.body(`${META}.DeleteOptions`),
      responses: this.#words.responses(isAnswered ? this.#component : `${META}.Status`, 200, 202),
    })
  }

  /** `what`: `a Pod`, or `the status of a Pod` */
  get(id: string, what: string): Operation {
    const responses = this.#words.responses(this.#component, 200)
    return this.#operation('get', ['read', id], `Read ${what}.`, { responses })
  }

  update(id: string, what: string): Operation {
    const own = {
      parameters: this.#words.queryParameters('write'),
      requestBody: this.#words.body(this.#component),
      responses: this.#words.responses(this.#component, 200, 201),
    }
    return this.#operation('put', ['replace', id], `Replace ${what}.`, own)
  }

  patch(id: string, what: string): Operation {
    const own = {
      parameters: this.#words.queryParameters('patch'),
      requestBody: this.#words.patchBody(),
      responses: this.#words.responses(this.#component, 200, 201),
    }
    return this.#operation('patch', ['patch', id], `Patch ${what}.`, own)
  }
}

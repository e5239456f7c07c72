/** Paths with only a POST: reviews, and subresources such as `serviceaccounts/NAME/token`. */
import type { GroupVersionKind } from '../../src/apimachinery/meta.ts'
import type { ActionSubresource, VirtualResource } from '../../src/apiserver/registry/resource.ts'
import { capital, type GroupVersion, idOf, rootOf, versionTag } from './names.ts'
import type { Paths } from './operation.ts'
import type { Vocabulary } from './vocabulary.ts'

interface Posted {
  /** where it is served */
  readonly of: GroupVersion
  readonly path: string
  readonly id: string
  readonly kind: GroupVersionKind
  readonly description: string
}

const postedPath = (words: Vocabulary, { of, path, id, kind, description }: Posted): Paths => {
  const component = words.component(kind)
  return {
    [path]: {
      parameters: words.pathParameters(path),
      post: {
        description,
        operationId: `create${idOf(of)}${id}`,
        tags: [versionTag(of)],
        parameters: words.queryParameters('write'),
        requestBody: words.body(component),
        responses: words.responses(component, 200, 201, 202),
        'x-kubernetes-action': 'post',
        'x-kubernetes-group-version-kind': words.kind(kind),
      },
    },
  }
}

const scopeOf = ({ namespaced }: { readonly namespaced: boolean }): string =>
  namespaced ? '/namespaces/{namespace}' : ''

const idPrefix = ({ namespaced }: { readonly namespaced: boolean }): string =>
  namespaced ? 'Namespaced' : ''

export const reviewPaths = (words: Vocabulary, review: VirtualResource): Paths =>
  postedPath(words, {
    of: review,
    path: `${rootOf(review)}${scopeOf(review)}/${review.resource}`,
    id: `${idPrefix(review)}${review.kind}`,
    kind: review,
    description: review.description,
  })

/** `owner`: the kind of the subresource's resource */
export const actionPaths = (words: Vocabulary, action: ActionSubresource, owner: string): Paths =>
  postedPath(words, {
    of: action,
    path: `${rootOf(action)}${scopeOf(action)}/${action.resource}/{name}/${action.subresource}`,
    id: `${idPrefix(action)}${owner}${capital(action.subresource)}`,
    kind: action.body,
    description: action.description,
  })

/** Paths with only a POST: reviews, and subresources such as `serviceaccounts/NAME/token`. */
import type { PostedResource } from '../../src/apiserver/registry/resource.ts'
import { capital, idOf, rootOf, versionTag } from './names.ts'
import type { Paths } from './operation.ts'
import type { Vocabulary } from './vocabulary.ts'

/** `owner`: the kind of the subresource's resource */
export const postedPaths = (words: Vocabulary, post: PostedResource, owner: string): Paths => {
  const { resource, subresource, namespaced, kind, description } = post
  const { group, version } = post.kindVersion ?? post
  const gvk = { group, version, kind }
  const scope = namespaced ? '/namespaces/{namespace}' : ''
  const end = subresource === undefined ? '' : `/{name}/${subresource}`
  const path = `${rootOf(post)}${scope}/${resource}${end}`
  const id = subresource === undefined ? kind : `${owner}${capital(subresource)}`
  const component = words.component(gvk)
  return {
    [path]: {
      parameters: words.pathParameters(path),
      post: {
        description,
        operationId: `create${idOf(post)}${namespaced ? 'Namespaced' : ''}${id}`,
        tags: [versionTag(post)],
        parameters: words.queryParameters('write'),
        requestBody: words.body(component),
        responses: words.responses(component, 200, 201, 202),
        'x-kubernetes-action': 'post',
        'x-kubernetes-group-version-kind': words.kind(gvk),
      },
    },
  }
}

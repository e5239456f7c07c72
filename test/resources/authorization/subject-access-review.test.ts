import t from 'tap'
import type { KubeObject } from '../../../src/apimachinery/meta.ts'
import { StatusError } from '../../../src/apimachinery/status.ts'
import type { Attributes, Authorizer, Decision } from '../../../src/apiserver/authz/authorizer.ts'
import type { PostedResource } from '../../../src/apiserver/registry/resource.ts'
import { subjectAccessReviews } from '../../../src/resources/authorization/subject-access-review.ts'
import { anybody } from '../context.ts'

const reviewOf = (spec: object, metadata: object = {}) => ({
  kind: 'SubjectAccessReview',
  apiVersion: 'authorization.k8s.io/v1',
  metadata,
  spec,
  status: { allowed: false },
})

const asked: Attributes[] = []
const says = (decision: Decision): Authorizer => ({
  authorize: (attributes) => {
    asked.push(attributes)
    return decision
  },
})
const yes = says({ decision: 'allow', reason: 'because' })
const no = says({ decision: 'no-opinion', reason: '' })

const review = (authorizer: Authorizer) => subjectAccessReviews(authorizer)[0]!
const selfReview = (authorizer: Authorizer) => subjectAccessReviews(authorizer)[1]!
const localReview = (authorizer: Authorizer) => subjectAccessReviews(authorizer)[2]!

const statusOf = async (review: PostedResource, spec: object) =>
  ((await review.create(reviewOf(spec), anybody, '', '')) as unknown as { status: unknown }).status

const refusal = (review: PostedResource, object: KubeObject, namespace = '') => {
  try {
    void review.create(object, anybody, namespace, '')
    return undefined
  } catch (error) {
    if (error instanceof StatusError) return error.message
    throw error
  }
}

const pods = { resourceAttributes: { verb: 'get', resource: 'pods' } }

t.test("the authorizer gets the review's attributes", async (t) => {
  asked.length = 0
  await statusOf(review(yes), {
    resourceAttributes: {
      namespace: 'shop',
      verb: 'get',
      group: 'apps',
      version: 'v1',
      resource: 'deployments',
      subresource: 'scale',
      name: 'web',
    },
    user: 'bob',
    groups: ['ops'],
    uid: 'u1',
    extra: { k: ['v'] },
  })
  await statusOf(review(yes), { ...pods, groups: ['ops'] })
  await statusOf(selfReview(yes), {
    nonResourceAttributes: { path: '/healthz', verb: 'get' },
  })
  const nothing = { apiGroup: '', resource: '', subresource: '', name: '', namespace: '', path: '' }
  t.strictSame(asked, [
    {
      user: { name: 'bob', uid: 'u1', groups: ['ops'], extra: { k: ['v'] } },
      verb: 'get',
      resourceRequest: true,
      path: '',
      namespace: 'shop',
      apiGroup: 'apps',
      apiVersion: 'v1',
      resource: 'deployments',
      subresource: 'scale',
      name: 'web',
    },
    {
      ...nothing,
      user: { name: '', groups: ['ops'], extra: {} },
      verb: 'get',
      resourceRequest: true,
      apiVersion: '*',
      resource: 'pods',
    },
    {
      ...nothing,
      user: anybody.user,
      verb: 'get',
      resourceRequest: false,
      path: '/healthz',
      apiVersion: '',
    },
  ])
})

t.test('the authorizer gets field selector terms that require or exclude one value', async (t) => {
  const passed = async (fieldSelector: object) => {
    asked.length = 0
    await statusOf(review(yes), {
      resourceAttributes: { verb: 'list', resource: 'pods', fieldSelector },
      user: 'bob',
    })
    return asked[0]?.fieldSelector
  }
  const own = { field: 'spec.nodeName', operator: '=', value: 'a' }
  t.strictSame(await passed({ rawSelector: 'spec.nodeName==a' }), [own])
  t.strictSame(await passed({ rawSelector: 'spec.nodeName' }), [])
  const requirements = [
    { key: 'spec.nodeName', operator: 'In', values: ['a'] },
    { key: 'metadata.name', operator: 'NotIn', values: ['x'] },
    { key: 'metadata.name', operator: 'In', values: ['x', 'y'] },
    { key: 'metadata.name', operator: 'Exists' },
  ]
  t.strictSame(await passed({ requirements }), [
    own,
    { field: 'metadata.name', operator: '!=', value: 'x' },
  ])
})

t.test('the status has the decision and its reason', async (t) => {
  const spec = { ...pods, user: 'bob' }
  t.strictSame(await review(yes).create(reviewOf(spec), anybody, '', ''), {
    ...reviewOf(spec),
    status: { allowed: true, reason: 'because' },
  })
  t.strictSame(await statusOf(review(no), spec), { allowed: false })
})

t.test('unparsable selectors are reported, but not rejected', async (t) => {
  const problems = async (attributes: object) =>
    (
      (await statusOf(selfReview(no), { resourceAttributes: attributes })) as {
        evaluationError?: string
      }
    ).evaluationError
  t.equal(
    await problems({
      fieldSelector: { rawSelector: 'a=b' },
      labelSelector: { rawSelector: 'a in (b)' },
    }),
    undefined,
  )
  t.equal(
    await problems({
      fieldSelector: { rawSelector: 'key in value' },
      labelSelector: { rawSelector: '&' },
    }),
    'spec.resourceAttributes.fieldSelector ignored due to parse error; ' +
      'spec.resourceAttributes.labelSelector ignored due to parse error',
  )
  const requirements = [
    { key: 'a', operator: 'In', values: ['b'] },
    { key: 'a', operator: 'Newer', values: ['b'] },
  ]
  t.equal(
    await problems({
      labelSelector: { requirements },
      fieldSelector: { requirements: [requirements[1]] },
    }),
    'spec.resourceAttributes.fieldSelector ignored due to parse error; ' +
      'spec.resourceAttributes.labelSelector partially ignored due to parse error',
  )
})

t.test('errors of a review have neither kind nor name', async (t) => {
  const sar = review(no)
  const head = '.authorization.k8s.io "" is invalid: '
  const both = { ...pods, nonResourceAttributes: { path: '/x' } }
  const ofBob = (resourceAttributes: object) => reviewOf({ user: 'bob', resourceAttributes })
  for (const [object, text] of [
    [
      reviewOf({}),
      '[spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified, ' +
        'spec.user: Invalid value: "": at least one of user or group must be specified]',
    ],
    [
      reviewOf({ ...both, user: 'bob' }),
      'spec.nonResourceAttributes: Invalid value: {"Path":"/x","Verb":""}: cannot be specified in combination with resourceAttributes',
    ],
    [
      reviewOf({ ...pods, user: 'bob' }, { name: 'x', managedFields: [] }),
      'metadata: Invalid value: {"name":"x","managedFields":[]}: must be empty',
    ],
    [
      ofBob({
        fieldSelector: {
          rawSelector: 'a=b',
          requirements: [{ key: '', operator: 'Exists', values: ['x'] }],
        },
        labelSelector: {},
      }),
      '[spec.resourceAttributes.fieldSelector.rawSelector: Invalid value: "a=b": may not specified at the same time as requirements, ' +
        'spec.resourceAttributes.fieldSelector.requirements[0].key: Required value: must be specified, ' +
        "spec.resourceAttributes.fieldSelector.requirements[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist', " +
        'spec.resourceAttributes.labelSelector.requirements: Required value: when spec.resourceAttributes.labelSelector is specified, requirements or rawSelector is required]',
    ],
    [
      ofBob({
        fieldSelector: { rawSelector: `a=${'b'.repeat(65_535)}` },
        labelSelector: { rawSelector: 'a,'.repeat(50_000) },
      }),
      '[spec.resourceAttributes.fieldSelector.rawSelector: Too long: may not be more than 65536 bytes, ' +
        'spec.resourceAttributes.labelSelector.rawSelector: Too long: may not be more than 65536 bytes]',
    ],
    [
      ofBob({
        labelSelector: {
          requirements: [
            { key: 'a', operator: 'In' },
            { key: 'a', operator: 'Newer', values: ['-'] },
          ],
        },
      }),
      "[spec.resourceAttributes.labelSelector.requirements[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn', " +
        'spec.resourceAttributes.labelSelector.requirements[1].values[0]: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, ' +
        "'-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
        "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')]",
    ],
  ] as const)
    t.equal(refusal(sar, object), head + text)
  t.equal(refusal(sar, reviewOf({ ...pods, user: 'bob' }, { managedFields: [{}] })), undefined)
  t.equal(
    refusal(selfReview(no), reviewOf({}, { labels: { a: 'b' } })),
    `${head}[spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified, ` +
      'metadata: Invalid value: {"labels":{"a":"b"}}: must be empty]',
  )
})

t.test('a local review covers only its own namespace', async (t) => {
  const local = localReview(yes)
  const spec = {
    resourceAttributes: { namespace: 'shop', verb: 'get', resource: 'pods' },
    user: 'bob',
  }
  const inShop = { namespace: 'shop' }
  t.match(await local.create(reviewOf(spec, inShop), anybody, 'shop', ''), {
    status: { allowed: true },
  })
  const head = '.authorization.k8s.io "" is invalid: '
  t.equal(
    refusal(local, reviewOf({ ...pods, user: 'bob' }, inShop), 'shop'),
    `${head}spec.resourceAttributes.namespace: Invalid value: "": must match metadata.namespace`,
  )
  t.equal(
    refusal(
      local,
      reviewOf(
        { nonResourceAttributes: { path: '/x', verb: 'get' }, user: 'bob' },
        { name: 'n', ...inShop },
      ),
      'shop',
    ),
    `${head}[metadata: Invalid value: {"name":"n","namespace":"shop"}: must be empty except for namespace, ` +
      'spec.nonResourceAttributes: Invalid value: {"Path":"/x","Verb":"get"}: disallowed on this kind of request]',
  )
})

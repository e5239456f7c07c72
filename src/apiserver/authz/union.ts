import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import { aggregateErrors } from '../../apimachinery/aggregate.ts'
import type { Authorizer, RuleResolver } from './authorizer.ts'

/**
 * Tries authorizers in turn; the first that allows or denies decides. Otherwise joins all reasons,
 * one per line.
 */
export const unionAuthorizer = (authorizers: readonly Authorizer[]): Authorizer => ({
  authorize: (attributes) => {
    const reasons: string[] = []
    const errors: string[] = []
    for (const authorizer of authorizers) {
      const decision = authorizer.authorize(attributes)
      if (decision.decision !== 'no-opinion') return decision
      if (decision.reason !== '') reasons.push(decision.reason)
      if (decision.error !== undefined) errors.push(decision.error)
    }
    return {
      decision: 'no-opinion',
      reason: reasons.join('\n'),
      ...omitEmpty({ error: aggregateErrors(errors) }),
    }
  },
})

export const unionRules = (resolvers: readonly RuleResolver[]): RuleResolver => ({
  rulesFor: (user, namespace) => {
    const found = resolvers.map((resolver) => resolver.rulesFor(user, namespace))
    return {
      rules: found.flatMap(({ rules }) => rules),
      errors: found.flatMap(({ errors }) => errors),
      incomplete: found.some(({ incomplete }) => incomplete === true),
    }
  },
})

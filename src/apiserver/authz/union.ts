import type { Authorizer, RuleResolver } from './authorizer.ts'

/** Joins all reasons, one per line, if no authorizer allows. */
export const unionAuthorizer = (authorizers: readonly Authorizer[]): Authorizer => ({
  authorize: (attributes) => {
    const reasons: string[] = []
    for (const authorizer of authorizers) {
      const decision = authorizer.authorize(attributes)
      if (decision.decision === 'allow') return decision
      if (decision.reason !== '') reasons.push(decision.reason)
    }
    return { decision: 'no-opinion', reason: reasons.join('\n') }
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

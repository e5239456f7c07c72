/**
 * An oxlint rule that reports syntax by esquery selectors, like ESLint's `no-restricted-syntax`,
 * which oxlint lacks. `.oxlintrc.json` has the selectors and messages.
 */
const restricted = {
  meta: { schema: false },
  create: (context) =>
    Object.fromEntries(
      context.options.map(({ selector, message }) => [
        selector,
        (node) => context.report({ node, message }),
      ]),
    ),
}

// oxlint reads the default export
// oxlint-disable-next-line import/no-default-export
export default { meta: { name: 'csrlab' }, rules: { 'no-restricted-syntax': restricted } }

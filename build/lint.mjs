/**
 * A rule for oxlint: reports syntax by selectors of esquery, as ESLint's `no-restricted-syntax` does, which oxlint lacks.
 * `.oxlintrc.json` has the selectors and their messages.
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

/** Faults that were once there, or that the tests once did not see, each with a text that makes it again. */

export interface Fault {
  /** what it was */
  readonly what: string
  readonly source: string
  /** stands once in the source */
  readonly before: string
  readonly after: string
  /** of the tests that see it, the one that is for it */
  readonly test: string
  /** the test does not come to its end with it */
  readonly hangs?: true
}

/** Mutants that nothing killed. */
export const UNSEEN: readonly Fault[] = [
  {
    what: 'lengths in DER need not be the shortest',
    source: 'src/ca/der.ts',
    before: 'length < 0x80 || ',
    after: '',
    test: 'test/ca/der.test.ts',
  },
  {
    what: 'lengths in DER may begin with zeros',
    source: 'src/ca/der.ts',
    before: ' || length < 2 ** (8 * (count - 1))',
    after: '',
    test: 'test/ca/der.test.ts',
  },
  {
    what: 'the longest value is a byte longer',
    source: 'src/ca/asn1.ts',
    before: 'length >= 1 << 23',
    after: 'length > 1 << 23',
    test: 'test/ca/asn1.test.ts',
  },
  {
    what: 'RSA keys of 1024 bits are too short',
    source: 'src/ca/signature-scheme.ts',
    before: 'modulusLength < 1024',
    after: 'modulusLength <= 1024',
    test: 'test/ca/authority.test.ts',
  },
  {
    what: 'the oldest revision that is kept is compacted',
    source: 'src/registry/list.ts',
    before: 'range.revision < oldest',
    after: 'range.revision <= oldest',
    test: 'test/registry/list.test.ts',
  },
  {
    what: 'a short watch gets a last bookmark',
    source: 'src/http/handlers/watch-stream.ts',
    before: 'timeout > LAST_BOOKMARK_MS',
    after: 'true',
    test: 'test/http/wire/watches.test.ts',
  },
  {
    what: 'a lifetime that was granted is said to be cut',
    source: 'src/hints/accept/lifetime-cut.ts',
    before: 'granted < asked',
    after: 'granted <= asked',
    test: 'test/hints/accept-signer.test.ts',
  },
  {
    what: 'bindings of other namespaces are proposed',
    source: 'src/hints/refused/no-rule.ts',
    before: 'readable.has(binding.namespace) && ',
    after: '',
    test: 'test/hints/no-rule.test.ts',
  },
  {
    what: 'a dry run of a deletion is remembered as one',
    source: 'src/hints/plugin.ts',
    before: 'if (!context.dryRun) bury',
    after: 'bury',
    test: 'test/hints/plugin.test.ts',
  },
  {
    what: 'whoever rewrites an approval becomes its approver',
    source: 'src/hints/plugin.ts',
    before: ' || has(oldObject as CSR, decision)',
    after: '',
    test: 'test/hints/plugin.test.ts',
  },
  {
    what: 'the last among equals is the nearest',
    source: 'src/hints/nearest.ts',
    before: 'distance - 1',
    after: 'distance',
    test: 'test/hints/nearest.test.ts',
  },
]

const PATTERNS = 'test/patterns/patterns.test.ts'

/** What attacks found, by the table of the issue about them. */
export const ATTACKED: readonly Fault[] = [
  {
    what: 'H1: slashes are trimmed in quadratic time',
    source: 'src/http/request-info.ts',
    before: "withoutTrailing(withoutLeading(path, '/'), '/')",
    after: "path.replace(/^\\/+|\\/+$/g, '')",
    test: PATTERNS,
  },
  {
    what: 'H2: keys of any size are worked with',
    source: 'src/ca/client-certificate.ts',
    before: 'MAX_RSA_BITS = 8192',
    after: 'MAX_RSA_BITS = 1e9',
    test: 'test/ca/client-certificate.test.ts',
  },
  {
    what: 'H2: a chain has as many checks as it likes',
    source: 'src/ca/signed-by.ts',
    before: 'SIGNATURE_LIMIT = 32',
    after: 'SIGNATURE_LIMIT = 1e9',
    test: 'test/ca/client-certificate.test.ts',
  },
  {
    what: 'H2: the verdict on a connection is forgotten',
    source: 'src/ca/client-certificate.ts',
    before: 'memory.shown.set(shown, search)',
    after: '',
    test: 'test/ca/client-certificate.test.ts',
  },
  {
    what: 'H3: objects have no limit',
    source: 'src/registry/size-limit.ts',
    before: '1.5 * 1024 * 1024',
    after: '1e9',
    test: 'test/registry/size-limit.test.ts',
  },
  {
    what: 'H4: Accept headers of any length are kept',
    source: 'src/http/answer/negotiate.ts',
    before: 'if (key.length > CACHED_LENGTH) return negotiated',
    after: '',
    test: 'test/http/answer/negotiate.test.ts',
  },
  {
    what: 'H5: HTTP/1.1 over TLS waits for acknowledgements',
    source: 'src/http/wire/connections.ts',
    before: 'socket.setNoDelay(true)',
    after: 'undefined',
    test: 'test/http/wire/send-at-once.test.ts',
  },
  {
    what: 'M1: a node may change the owners of its Node',
    source: 'src/admission/node-restriction-nodes.ts',
    before: 'return `node ${goQuote(node)} is not allowed to modify ownerReferences`',
    after: '',
    test: 'test/admission/node-restriction.test.ts',
  },
  {
    what: 'M2: admission sees the prefix as the name',
    source: 'src/registry/create.ts',
    before: "  name: object.metadata.name ?? '',\n  object,\n  oldObject: undefined",
    after:
      "  name: object.metadata.name || (object.metadata.generateName ?? ''),\n  object,\n  oldObject: undefined",
    test: 'test/registry/create.test.ts',
  },
  {
    what: 'M3: whoever holds places comes first',
    source: 'src/http/gate/places.ts',
    before: 'this.heldBy(head[0]) < this.heldBy(least[0])',
    after: 'this.heldBy(head[0]) > this.heldBy(least[0])',
    test: 'test/http/gate/uploads.test.ts',
  },
  {
    what: 'M3: there is no place for who holds none',
    source: 'src/http/gate/places.ts',
    before: '(this.heldBy(user) === 0 ? this.#reserve : 0)',
    after: '0',
    test: 'test/http/gate/uploads.test.ts',
  },
  {
    what: 'M3: who waits holds a place',
    source: 'src/http/gate/large.ts',
    before:
      '      leave()\n      try {\n        return await wait()\n      } finally {\n        leave = await this.#enter(caller)\n      }',
    after: '      return await wait()',
    test: 'test/http/gate/large.test.ts',
  },
  {
    what: 'M4: stars are trimmed in quadratic time',
    source: 'src/authz/rule-match.ts',
    before: "withoutTrailing(pattern, '*')",
    after: "pattern.replace(/\\*+$/, '')",
    test: PATTERNS,
  },
  {
    what: 'M4: quantities are read in quadratic time',
    source: 'src/api/quantity.ts',
    before: '(?<whole>\\d*)(?:\\.(?<fraction>\\d*))?',
    after: '(?<whole>\\d*\\d*)(?:\\.(?<fraction>\\d*))?',
    test: PATTERNS,
  },
  {
    what: 'M4: texts are looked at for base64 in quadratic time',
    source: 'src/hints/material.ts',
    before: '/^[A-Za-z0-9+/\\s]+={0,2}$/',
    after: '/^\\s*[A-Za-z0-9+/\\s]+={0,2}\\s*$/',
    test: PATTERNS,
  },
  {
    what: 'M5: the refusal names all that a rule stands for',
    source: 'src/admission/rbac-escalation.ts',
    before: 'if (!isAll) break',
    after: '',
    test: 'test/admission/rbac-escalation.test.ts',
  },
  {
    what: 'M6: the name of the file can be foreseen',
    source: 'src/boot/files.ts',
    before: "randomBytes(12).toString('hex')",
    after: 'process.pid',
    test: 'test/boot/files.test.ts',
  },
  {
    what: 'M7: what a terminal obeys is printed',
    source: 'src/api/text/shown.ts',
    before: 'text.replaceAll(ALL_UNSEEN, escaped) as Shown',
    after: 'text as Shown',
    test: 'test/hints/hostile-names.test.ts',
  },
  {
    what: 'L1: an expired twin hides a renewed intermediate',
    source: 'src/ca/chain-walk.ts',
    before: 'if (this.#problem) continue',
    after: 'if (this.#problem) return undefined',
    test: 'test/ca/client-certificate.test.ts',
  },
  {
    what: 'L1: any name constraint is too much',
    source: 'src/ca/chain-walk.ts',
    before: 'nameConstraints && constrainedNameProblem(nameConstraints, chain, this.#comparisons)',
    after: "nameConstraints && 'constrained'",
    test: 'test/ca/client-certificate.test.ts',
  },
  {
    what: 'L2: mirror pods may have Secrets',
    source: 'src/admission/node-restriction-pods.ts',
    before: 'return referenceProblem(pod, who)',
    after: 'return undefined',
    test: 'test/admission/node-restriction.test.ts',
  },
  {
    what: 'L2: mirror pods may be of a Node that was there before',
    source: 'src/admission/node-restriction-pods.ts',
    before: 'owner.uid !== found.metadata.uid',
    after: 'false',
    test: 'test/admission/node-restriction.test.ts',
  },
  {
    what: 'L3: a row that cannot be decoded ends a start with a stack',
    source: 'src/boot/start-error.ts',
    before: 'error instanceof UndecodableError',
    after: 'false',
    test: 'test/server/undecodable.test.ts',
  },
  {
    what: 'L4: keys in requests are written down',
    source: 'src/audit/event.ts',
    before: ': withoutSecretsInJson(object)',
    after: ': object',
    test: 'test/audit/secrets.test.ts',
  },
  {
    what: 'L4: tokens in URLs are written down',
    source: 'src/audit/event.ts',
    before: 'withoutSecretsInUrl(event.requestURI)',
    after: 'event.requestURI',
    test: 'test/audit/secrets.test.ts',
  },
  {
    what: 'L6: nothing is said of a folder of somebody else',
    source: 'src/boot/files.ts',
    before: "if (isForeign(found.uid)) return 'owned'",
    after: '',
    test: 'test/boot/files.test.ts',
  },
  {
    what: 'L6: nothing is said of a folder that is writable by all',
    source: 'src/boot/files.ts',
    before: "return (found.mode & 0o1000) === 0 ? 'replace' : 'add'",
    after: 'return undefined',
    test: 'test/boot/files.test.ts',
  },
  {
    what: 'L7: a full disk is ready',
    source: 'src/http/endpoints/health-checks.ts',
    before: 'return store.refusal\n',
    after: 'return undefined\n',
    test: 'test/http/endpoints/health.test.ts',
  },
  {
    what: 'L7: each failure is told',
    source: 'src/controllers/failures.ts',
    before: 'if (known !== undefined) {',
    after: 'if (known === null!) {',
    test: 'test/controllers/failures.test.ts',
  },
  {
    what: 'L8: users are told to who may not read bindings',
    source: 'src/hints/refused/no-rule.ts',
    before: 'mayListBindings(cluster, asker, scope)',
    after: 'true',
    test: 'test/hints/no-rule.test.ts',
  },
  {
    what: 'L8: bindings that do not help are proposed',
    source: 'src/hints/refused/no-rule.ts',
    before: ' && grants(facts, binding)',
    after: '',
    test: 'test/hints/no-rule.test.ts',
  },
  {
    what: 'L9: a folder that cannot be made is tried for ever',
    source: 'src/store/folder.ts',
    before: 'const missing: string[] = []',
    after:
      'return void mkdirSync(path, { mode: 0o700, recursive: true })\n  const missing: string[] = []',
    test: 'test/store/open.test.ts',
    hangs: true,
  },
  {
    what: 'L10: there may be two hosts',
    source: 'src/http/wire/head.ts',
    before: "if (host !== undefined) throw new MalformedHead(400, '400 Bad Request')",
    after: '',
    test: 'test/http/wire/head.test.ts',
  },
  {
    what: 'C1: the case of Kind counts',
    source: 'src/api/schema/type-meta.ts',
    before: '/^kind$/iu',
    after: '/^kind$/u',
    test: 'test/http/body/body.test.ts',
  },
  {
    what: 'C2: trust bundles of v1beta1 are deprecated before their time',
    source: 'src/resources/certificates/clustertrustbundle/resource.ts',
    before: "      deprecation: {\n        since: 'PodCertificatesV1',\n",
    after: '      deprecation: {\n',
    test: 'test/server/cluster-trust-bundles.test.ts',
  },
  {
    what: 'who resets a connection in a body holds a place for ever',
    source: 'src/http/wire/last-words.ts',
    before: 'setTimeout(() => connection.destroy(), lingerMs).unref()',
    after: '',
    test: 'test/http/wire/last-words.test.ts',
    hangs: true,
  },
]

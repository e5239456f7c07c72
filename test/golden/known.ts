/**
 * Steps with known differences from the recordings, with reasons. Listing a step without a
 * difference fails the test.
 */
export const KNOWN: Readonly<Record<string, string>> = {
  'v1.34/authz: rules of cat':
    'the recorded server is built from a fork, which lets everybody read /.well-known; releases do not',
  'v1.34/csr-validation: wrong apiVersion':
    'the recorded server is built from a fork, which puts the Go module before the name of the scheme; releases do not',
  'v1.34/csr-validation: wrong kind':
    'the recorded server is built from a fork, which puts the Go module before the name of the scheme; releases do not',
  'v1.34/machinery: delete wrong kind of options':
    'the recorded server is built from a fork, which puts the Go module before the name of the scheme; releases do not',
  'v1.34/machinery: put to nothing':
    'the message lists API groups, some of which csrlab does not serve',

  // pods are data
  'v1.36/edges: 67 1 pod security': 'pods are data: there is no Pod Security admission',
  'v1.36/edges: 67 2 pod security': 'pods are data: there is no Pod Security admission',
  'v1.36/edges: 81 0 pods: subresources not served': 'pods are data: logs are not served',
  'v1.36/edges: 81 1 pods: subresources not served': 'pods are data: evictions are not served',
  'v1.36/edges: 81 2 pods: subresources not served': 'pods are data: bindings are not served',
  // services and endpoints are data
  'v1.36/edges: 74 0 services: headless without selector': 'csrlab has no dual stack',
  'v1.36/edges: 75 0 services: bad type': 'csrlab does not check the class of a load balancer',
  'v1.36/edges: 77 0 endpoints: empty ip': 'csrlab reports a missing address once',
}

/** Steps whose response depends on timing, with reasons. They are sent but not compared. */
export const RACES: Readonly<Record<string, string>> = {
  'v1.36/edges: 83 2 namespace being deleted is refused':
    'a cluster empties a namespace five seconds after it was deleted (`pkg/controller/namespace`), csrlab at once: the namespace may be gone',
}

export const KNOWN_COMMANDS: Readonly<Record<string, string>> = {
  'kubectl create namespace team-a; kubectl get serviceaccount -n team-a; kubectl get configmap -n team-a -o name; kubectl delete namespace team-a':
    'the recorded cluster publishes a config map of its own in each namespace',
  'kubectl --context jane auth can-i --list':
    'the recorded server is built from a fork, which lets everybody read /.well-known; releases do not',
  'kubectl get events': 'the recorded cluster writes events of its own',
}

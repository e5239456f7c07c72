/** Domains of the exam curricula (github.com/cncf/curriculum). */
const TOPICS: Readonly<Record<string, string>> = {
  'cka-architecture': 'CKA: Cluster Architecture, Installation & Configuration',
  'cka-troubleshooting': 'CKA: Troubleshooting',
  'cks-setup': 'CKS: Cluster Setup',
  'cks-hardening': 'CKS: Cluster Hardening',
  'cks-supply-chain': 'CKS: Supply Chain Security',
  'cks-monitoring': 'CKS: Monitoring, Logging and Runtime Security',
}

/** Returns '' if no exam covers the topic. */
export const topicText = (topic: string): string => TOPICS[topic] ?? ''

/** Returns text such as `CKA, CKS`. */
export const examsOf = (topics: readonly string[]): string =>
  [...new Set(topics.map((topic) => topicText(topic).split(':', 1)[0]!))]
    .filter((exam) => exam !== '')
    .join(', ')

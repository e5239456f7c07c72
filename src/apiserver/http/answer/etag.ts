/** Whether `If-None-Match` names this entity tag (RFC 9110 section 13.1.2): a list, `*`, weak tags alike. `etag` is quoted. */
export const hasEtag = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*')

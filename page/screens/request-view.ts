/** One request as the server explains it, asked for again whenever it changes. */
import { ask } from '../api.ts'
import { requestNamed } from '../feed.ts'
import { useLoaded } from '../parts/load.ts'
import { info } from '../session.ts'
import type { RequestView } from '../types.ts'
import { language } from '../words.ts'

export const useRequestView = (name: string) => {
  const version = requestNamed(name)?.metadata.resourceVersion
  const key = `${name} ${version} ${info.value?.user.name} ${language.value}`
  return useLoaded(
    (signal) =>
      ask<RequestView>('GET', `/page/v1/requests/${encodeURIComponent(name)}`, undefined, signal),
    key,
  )
}

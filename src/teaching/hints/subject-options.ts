import type { Subject } from '../../apis/rbac.ts'
import { shellWord } from './shell.ts'

/** Option of `kubectl create rolebinding` for a user; service accounts have another option. */
export const subjectOption = (user: string): string => {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user)
  return account === null
    ? `--user=${shellWord(user)}`
    : `--serviceaccount=${shellWord(`${account[1]}:${account[2]}`)}`
}

export const shortName = (user: string): string => user.split(':').at(-1)!

/** Options of `kubectl create rolebinding`. `namespace`: the binding's. */
export const subjectOptions = (subjects: readonly Subject[], namespace: string): string =>
  subjects
    .map(({ kind, name, namespace: home = namespace }) =>
      kind === 'ServiceAccount'
        ? `--serviceaccount=${shellWord(`${home}:${name}`)}`
        : `--${kind === 'Group' ? 'group' : 'user'}=${shellWord(name)}`,
    )
    .join(' ')

import type { Subject } from '../../apis/rbac.ts'
import { shellWord } from './shell.ts'

/** A user as `kubectl create rolebinding` takes it; service accounts have an option of their own. */
export const subjectOption = (user: string): string => {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user)
  return account === null
    ? `--user=${shellWord(user)}`
    : `--serviceaccount=${shellWord(`${account[1]}:${account[2]}`)}`
}

/** The last part of a user's name, for the name of a binding. */
export const shortName = (user: string): string => user.split(':').at(-1)!

/** The subjects of a binding as `kubectl create rolebinding` takes them. `namespace`: that of the binding. */
export const subjectOptions = (subjects: readonly Subject[], namespace: string): string =>
  subjects
    .map(({ kind, name, namespace: home = namespace }) =>
      kind === 'ServiceAccount'
        ? `--serviceaccount=${shellWord(`${home}:${name}`)}`
        : `--${kind === 'Group' ? 'group' : 'user'}=${shellWord(name)}`,
    )
    .join(' ')

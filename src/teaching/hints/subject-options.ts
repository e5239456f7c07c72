import type { Subject } from '../../apis/rbac.ts'
import { shellWord } from './shell.ts'

const ACCOUNT = /^system:serviceaccount:([^:]+:[^:]+)$/

/** for `kubectl create rolebinding` and `kubectl set subject` */
export const subjectOption = ({ kind, name, namespace = '' }: Subject): string => {
  if (kind === 'Group') return `--group=${shellWord(name)}`
  const account = kind === 'User' ? ACCOUNT.exec(name)?.[1] : `${namespace}:${name}`
  return account === undefined
    ? `--user=${shellWord(name)}`
    : `--serviceaccount=${shellWord(account)}`
}

export const shortName = (user: string): string => user.split(':').at(-1)!

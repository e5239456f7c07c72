/** Volumes by iSCSI (`validateISCSIVolumeSource` of `pkg/apis/core/validation`, 1.36). */
import { invalid, required, type FieldError, type FieldPath } from '../../../../api/field.ts'
import type { IscsiSource } from '../../../../api/kinds/volumes.ts'
import { validateRequired } from './words.ts'

const AUTHORITY = /iqn\.\d{4}-\d{2}\.[A-Za-z0-9\-.]/
/** Go's whitespace in patterns, and what else an identifier has not */
const NOT_IDENTIFYING = /[,;*&$|\t\n\f\r ]/g

/** An authority, a colon and an identifier up to the end; anything may precede them. Word by word, so that time grows with length. */
const isQualifiedName = (name: string): boolean => {
  const end = [...name.matchAll(NOT_IDENTIFYING)].at(-1)?.index ?? -1
  return [...name.matchAll(/[A-Za-z0-9\-.]+/g)].some(({ 0: word, index }) => {
    const colon = index + word.length
    return AUTHORITY.test(word) && name[colon] === ':' && colon + 1 < name.length && end < colon
  })
}

/** By how a name begins; for `.` there may be any character. */
const FORMS: Readonly<Record<string, (name: string) => boolean>> = {
  iqn: isQualifiedName,
  eui: (name) => /^eui.[A-Za-z0-9]{16}$/.test(name),
  naa: (name) => /^naa.[A-Za-z0-9]{32}$/.test(name),
}

const validateName = (path: FieldPath, name: string): FieldError[] => {
  const form = FORMS[name.slice(0, 3)]
  if (form === undefined) {
    return [invalid(path, name, 'must be valid format starting with iqn, eui, or naa')]
  }
  return form(name) ? [] : [invalid(path, name, 'must be valid format')]
}

export const validateIscsi = (source: IscsiSource, path: FieldPath): FieldError[] => {
  const { iqn = '', lun = 0, chapAuthDiscovery, chapAuthSession, initiatorName } = source
  const needsSecret = chapAuthDiscovery === true || chapAuthSession === true
  return [
    ...validateRequired(path, source, 'targetPortal', 'iqn'),
    ...(iqn === '' ? [] : validateName(path.child('iqn'), iqn)),
    ...(lun < 0 || lun > 255
      ? [invalid(path.child('lun'), lun, 'must be between 0 and 255, inclusive')]
      : []),
    ...(needsSecret && source.secretRef === undefined ? [required(path.child('secretRef'))] : []),
    ...(initiatorName === undefined
      ? []
      : validateName(path.child('initiatorname'), initiatorName)),
  ]
}

/** The volume's name and the portal become one name on the node. */
export const validateIscsiLength = (
  volume: string,
  { initiatorName, targetPortal = '' }: IscsiSource,
  path: FieldPath,
): FieldError[] =>
  initiatorName !== undefined && Buffer.byteLength(`${volume}:${targetPortal}`) > 64
    ? [
        invalid(
          path.child('name'),
          volume,
          'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
        ),
      ]
    : []

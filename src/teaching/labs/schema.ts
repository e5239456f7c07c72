/** Validates a file of a lab against its JSON schema. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as ajvPackage from 'ajv/dist/2020.js'
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { nearest } from '../../apimachinery/text/nearest.ts'
import { partsOf, writtenPath } from '../../apimachinery/schema/instance-path.ts'
import { BUILT_IN_LABS } from './folders.ts'
import type { LabFault, LabYaml } from './yaml-document.ts'

type SchemaName = 'lab.schema.json' | 'strings.schema.json'

const schemaOf = (name: SchemaName): object =>
  JSON.parse(readFileSync(join(BUILT_IN_LABS, name), 'utf8')) as object

const require = createRequire(import.meta.url)

let ajv: ajvPackage.Ajv2020 | undefined

/** Loads ajv on first use, since that takes tens of milliseconds. */
const validatorOf = (name: SchemaName): ValidateFunction => {
  if (ajv === undefined) {
    const { Ajv2020 } = require('ajv/dist/2020.js') as typeof ajvPackage
    ajv = new Ajv2020({ allErrors: true, strictTypes: false, verbose: true })
    ajv.addSchema([schemaOf('lab.schema.json'), schemaOf('strings.schema.json')])
  }
  return ajv.getSchema(name)!
}

const knownFields = ({ parentSchema }: ErrorObject): string[] =>
  Object.keys((parentSchema?.['properties'] as object | undefined) ?? {})

const shortened = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** Returns nothing if another error reports the same problem. */
const told = (error: ErrorObject): LabFault[] => {
  const at = partsOf(error)
  const here = at.length === 0 ? 'the lab' : writtenPath(at)
  const params = error.params as Record<string, unknown>
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String(params['additionalProperty'])
      const known = knownFields(error)
      const meant = nearest(name, known)
      const advice =
        meant === undefined ? `it may have ${known.join(', ')}` : `did you mean ${meant}?`
      return [[[...at, name], `${here} has no field ${name}; ${advice}`]]
    }
    case 'anyOf': {
      const alternatives = error.schema as readonly { readonly required: readonly string[] }[]
      const needed = alternatives.map(({ required }) => required.join(' and '))
      return [[at, `${here} needs ${needed.join(', or ')}`]]
    }
    case 'required':
      // the error of the anyOf lists all alternatives
      if (error.schemaPath.includes('/anyOf/')) return []
      return [[at, `${here} needs ${String(params['missingProperty'])}`]]
    case 'enum':
      return [
        [
          at,
          `${here} is ${shortened(error.data)}; use one of ${(params['allowedValues'] as unknown[]).join(', ')}`,
        ],
      ]
    // the property name has an error of its own
    case 'propertyNames':
      return []
    default:
      if (error.propertyName !== undefined)
        return [
          [
            [...at, error.propertyName],
            `${here} has the key ${error.propertyName}, which is not a valid file name; use letters, digits, dots, dashes and underscores, starting with a letter or digit`,
          ],
        ]
      return [[at, `${here} ${error.message ?? 'is not valid'}, and is ${shortened(error.data)}`]]
  }
}

export const schemaFaults = ({ value }: LabYaml, name: SchemaName): LabFault[] => {
  const validate = validatorOf(name)
  return validate(value) ? [] : (validate.errors ?? []).flatMap(told)
}

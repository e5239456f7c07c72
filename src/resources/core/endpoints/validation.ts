/** Validates the required fields of Endpoints (`pkg/apis/core/validation`, 1.36). */
import type { RequestContext } from '../../../api/context.ts'
import { FieldPath, invalid, required, type FieldError } from '../../../api/field.ts'
import { ipErrors } from '../../../api/ip.ts'
import type { Endpoints } from '../../../api/kinds/services.ts'
import { portNumberErrors } from '../../../api/names.ts'

const SUBSETS = FieldPath.of('subsets')

export const validateEndpoints = (
  { release }: RequestContext,
  { subsets = [] }: Endpoints,
): FieldError[] =>
  subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const path = SUBSETS.index(i)
    return [
      ...(addresses.length + notReadyAddresses.length === 0
        ? [required(path, 'must specify `addresses` or `notReadyAddresses`')]
        : []),
      ...Object.entries({ addresses, notReadyAddresses }).flatMap(([field, list]) =>
        list.flatMap(({ ip }, at) => {
          const ipPath = path.child(field).index(at).child('ip')
          return ipErrors(ip, release).map((text) => invalid(ipPath, ip, text))
        }),
      ),
      ...ports.flatMap(({ port }, at) => {
        const portPath = path.child('ports').index(at).child('port')
        return portNumberErrors(port).map((text) => invalid(portPath, port, text))
      }),
    ]
  })

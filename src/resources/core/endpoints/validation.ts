/** Validates the addresses and port numbers of Endpoints (`pkg/apis/core/validation`, 1.36). */
import { isIP } from 'node:net'
import {
  FieldPath,
  invalid,
  required,
  type FieldError,
  invalidEach,
} from '../../../apimachinery/field.ts'
import type { Endpoints } from '../../../apis/core.ts'
import { portNumberErrors } from '../../../apimachinery/names.ts'

const SUBSETS = FieldPath.of('subsets')
const NO_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'

export const validateEndpoints = ({ subsets = [] }: Endpoints): FieldError[] =>
  subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const path = SUBSETS.index(i)
    return [
      ...(addresses.length + notReadyAddresses.length === 0
        ? [required(path, 'must specify `addresses` or `notReadyAddresses`')]
        : []),
      ...Object.entries({ addresses, notReadyAddresses }).flatMap(([field, list]) =>
        list.flatMap(({ ip }, at) =>
          isIP(ip) === 0 ? [invalid(path.child(field).index(at).child('ip'), ip, NO_IP)] : [],
        ),
      ),
      ...ports.flatMap(({ port }, at) => {
        const portPath = path.child('ports').index(at).child('port')
        return invalidEach(portPath, port, portNumberErrors(port))
      }),
    ]
  })

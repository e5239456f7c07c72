/** What asn1js asks of a value that it writes. */
interface Writer {
  write(bytes: ArrayBuffer): void
}

/**
 * DER that stands in a structure of `@peculiar/asn1-schema` byte for byte: names and keys, which the library would read and write
 * again, and what is the same in many certificates.
 */
export class Encoded {
  readonly bytes: ArrayBuffer

  constructor(der: Uint8Array | ArrayBuffer) {
    this.bytes = der instanceof ArrayBuffer ? der : new Uint8Array(der).buffer
  }

  /** As a part of whatever class is asked for: nothing but the writer looks at it. */
  static as(der: Uint8Array | ArrayBuffer): never {
    return new Encoded(der) as never
  }

  /** The library asks for both of these of a class that writes itself. */
  fromASN(): never {
    throw new TypeError('what is encoded is not read')
  }

  toASN(): object {
    const { bytes } = this
    return {
      toBER: (_sizeOnly: boolean, writer?: Writer): ArrayBuffer => {
        writer?.write(bytes)
        return bytes
      },
    }
  }
}

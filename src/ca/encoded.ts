/** The part of asn1js's writer that is used here. */
interface Writer {
  write(bytes: ArrayBuffer): void
}

/**
 * DER that is inserted unchanged into a structure of `@peculiar/asn1-schema`: encoded names and
 * keys, and parts that certificates share.
 */
export class Encoded {
  readonly bytes: ArrayBuffer

  constructor(der: Uint8Array | ArrayBuffer) {
    this.bytes = der instanceof ArrayBuffer ? der : new Uint8Array(der).buffer
  }

  /** Typed `never` to fit any class of the library; only the writer reads it. */
  static as(der: Uint8Array | ArrayBuffer): never {
    return new Encoded(der) as never
  }

  /** The library requires both methods of a class that serializes itself. */
  fromASN(): never {
    throw new TypeError('encoded values are not read')
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

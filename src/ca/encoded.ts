interface Writer {
  write(bytes: ArrayBuffer): void
}

/**
 * DER that `@peculiar/asn1-schema` inserts unchanged into a structure.
 */
export class Encoded {
  readonly bytes: ArrayBuffer

  constructor(der: Uint8Array | ArrayBuffer) {
    this.bytes = der instanceof ArrayBuffer ? der : new Uint8Array(der).buffer
  }

  /** Typed `never` to fit any class of the library. */
  static as(der: Uint8Array | ArrayBuffer): never {
    return new Encoded(der) as never
  }

  /** required by the library */
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

/**
 * Writes the protobuf wire format: just what an ONNX file needs (varints, floats, length-delimited fields).
 * Large byte fields are kept by reference, so a 70 MB tensor is never copied.
 */
export class ProtobufWriter {
  private readonly parts: Uint8Array[] = [];
  private byteLength = 0;

  /** @param value non-negative; negative numbers are written as 64-bit two's complement, as protobuf's int64 does. */
  integer(field: number, value: number | bigint): this {
    return this.push(encodeVarint(field << 3)).push(encodeVarint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.push(encodeVarint((field << 3) | 5)).push(bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.push(encodeVarint((field << 3) | 2))
      .push(encodeVarint(value.byteLength))
      .push(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    this.push(encodeVarint((field << 3) | 2)).push(encodeVarint(value.byteLength));
    for (const part of value.parts) this.push(part);
    return this;
  }

  /** The message in order, in pieces that a file writer takes as they are. */
  pieces(): readonly Uint8Array[] {
    return this.parts;
  }

  private push(bytes: Uint8Array): this {
    this.parts.push(bytes);
    this.byteLength += bytes.byteLength;
    return this;
  }
}

function encodeVarint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}

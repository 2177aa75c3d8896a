import { crc32, deflateRawSync } from 'node:zlib';

/** A zip, made by hand so that its names may be what no honest program writes. @param {{name: Buffer | string, content: Buffer}[]} entries */
export function zipOf(entries) {
  const locals = [];
  const directory = [];
  let offset = 0;
  for (const { name: given, content } of entries) {
    const name = Buffer.from(given);
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    for (const [at, value] of [
      [0, 20],
      [2, 0x800],
      [4, 8],
      [22, name.length],
    ])
      common.writeUInt16LE(value, at);
    for (const [at, value] of [
      [10, crc32(content)],
      [14, packed.length],
      [18, content.length],
    ])
      common.writeUInt32LE(value, at);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), common, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

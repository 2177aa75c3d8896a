/** What the first bytes of a file say it is. */
export interface BinaryFormat {
  /** As people call it. */
  name: string;
  /** True for the one binary format that is read. */
  isPdf?: boolean;
}

const SIGNATURES: [bytes: string, offset: number, name: string][] = [
  ['HWP Document File V3', 0, 'HWP 3 (.hwp)'],
  ['\x89PNG', 0, 'PNG'],
  ['\xff\xd8\xff', 0, 'JPEG'],
  ['GIF8', 0, 'GIF'],
  ['BM', 0, 'BMP'],
  ['II*\0', 0, 'TIFF'],
  ['MM\0*', 0, 'TIFF'],
  ['WEBP', 8, 'WebP'],
  ['WAVE', 8, 'WAV'],
  ['AVI ', 8, 'AVI'],
  ['ID3', 0, 'MP3'],
  ['ftyp', 4, 'MP4/HEIC'],
  ['\x1aE\xdf\xa3', 0, 'Matroska (.mkv)'],
  ['MZ', 0, 'Windows EXE/DLL'],
  ['\x7fELF', 0, 'ELF'],
  ['\xcf\xfa\xed\xfe', 0, 'Mach-O'],
  ['\xca\xfe\xba\xbe', 0, 'Java class/Mach-O'],
  ['\0asm', 0, 'WebAssembly'],
  ['\x1f\x8b', 0, 'gzip (.gz)'],
  ['BZh', 0, 'bzip2 (.bz2)'],
  ['\xfd7zXZ\0', 0, 'xz (.xz)'],
  ['7z\xbc\xaf\x27\x1c', 0, '7-Zip (.7z)'],
  ['Rar!', 0, 'RAR (.rar)'],
  ['\x28\xb5\x2f\xfd', 0, 'Zstandard (.zst)'],
  ['ustar', 257, 'tar (.tar)'],
  ['SQLite format 3\0', 0, 'SQLite'],
  ['{\\rtf', 0, 'RTF (.rtf)'],
  ['%!PS', 0, 'PostScript (.ps)'],
  ['wOF2', 0, 'WOFF2'],
  ['wOFF', 0, 'WOFF'],
];

/** Two letters are too little to call a text a picture or a program. */
const NEEDS_BINARY = new Set(['BM', 'MZ', 'GIF8', 'BZh', 'ftyp', 'ID3', 'WEBP', 'WAVE', 'AVI ', 'ustar', 'Rar!']);

const ZIP_CONTENTS: [entry: string, name: string][] = [
  ['application/hwp+zip', 'HWPX (.hwpx)'],
  ['Contents/section0.xml', 'HWPX (.hwpx)'],
  ['word/', 'Word (.docx)'],
  ['xl/', 'Excel (.xlsx)'],
  ['ppt/', 'PowerPoint (.pptx)'],
  ['application/epub+zip', 'EPUB (.epub)'],
  ['application/vnd.oasis.opendocument', 'OpenDocument (.odt)'],
  ['META-INF/MANIFEST.MF', 'JAR (.jar)'],
];

/** Stream names inside an OLE2 container are UTF-16. */
const OLE2_CONTENTS: [stream: string, name: string][] = [
  ['HWP Document File', 'HWP (.hwp)'],
  ['F\0i\0l\0e\0H\0e\0a\0d\0e\0r', 'HWP (.hwp)'],
  ['W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t', 'Word 97 (.doc)'],
  ['W\0o\0r\0k\0b\0o\0o\0k', 'Excel 97 (.xls)'],
  ['P\0o\0w\0e\0r\0P\0o\0i\0n\0t', 'PowerPoint 97 (.ppt)'],
];

const PDF_HEADER_WITHIN = 1024;
const CONTAINER_SEARCH_LENGTH = 1 << 20;

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** A container names its entries at its head or, in a zip, in the directory at its end. */
function containerName(bytes: Uint8Array, contents: [string, string][], otherwise: string): string {
  const searched =
    latin1(bytes.subarray(0, CONTAINER_SEARCH_LENGTH)) + latin1(bytes.subarray(-CONTAINER_SEARCH_LENGTH));
  return contents.find(([entry]) => searched.includes(entry))?.[1] ?? otherwise;
}

/** The binary format of a file, or undefined when it may be text. */
export function binaryFormat(bytes: Uint8Array): BinaryFormat | undefined {
  const head = latin1(bytes.subarray(0, PDF_HEADER_WITHIN));
  if (head.includes('%PDF-')) return { name: 'PDF', isPdf: true };
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) {
    return { name: containerName(bytes, OLE2_CONTENTS, 'OLE2 (.hwp, .doc, .xls, .ppt)') };
  }
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) {
    return { name: containerName(bytes, ZIP_CONTENTS, 'ZIP (.zip)') };
  }
  const found = SIGNATURES.find(([signature, offset]) => head.startsWith(signature, offset));
  const isBinary = head.includes('\0');
  return found === undefined || (NEEDS_BINARY.has(found[0]) && !isBinary) ? undefined : { name: found[2] };
}

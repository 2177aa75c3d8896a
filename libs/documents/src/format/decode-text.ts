import iconv from 'iconv-lite';
import { UndecodableTextError } from '../errors/file-errors.js';

const DECLARED_CHARSET =
  /<\?xml[^>]{0,200}encoding\s*=\s*["']([\w-]+)["']|<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)/i;
const DECLARATION_LENGTH = 2048;
// eslint-disable-next-line no-control-regex -- control characters are what tells binary data from text
const CONTROL = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/g;
const REPLACEMENT = /\ufffd/g;
/** A damaged text may have some characters that are none; binary data has many. */
const TOLERATED_SHARE = 0.001;
/** Western texts are mostly ASCII; random bytes are not. */
const WESTERN_NON_ASCII_SHARE = 0.3;

const share = (text: string, pattern: RegExp): number => (text.match(pattern)?.length ?? 0) / Math.max(1, text.length);

/** Node's codes for an encoding that it does not know and for bytes that the encoding does not know. */
const NOT_THIS_ENCODING = new Set<unknown>(['ERR_ENCODING_NOT_SUPPORTED', 'ERR_ENCODING_INVALID_ENCODED_DATA']);
/** Names of EUC-KR. Node's decoder lacks the 8,822 syllables of its extension CP949 (똠, 펲), which Windows writes. */
const KOREAN_ENCODING = /^(?:euc-?kr|cp949|ms949|windows-949|uhc|ks_?c_?5601(?:-19\d\d)?)$/i;

function tryDecode(bytes: Uint8Array, encoding: string): string | undefined {
  if (KOREAN_ENCODING.test(encoding)) {
    const text = iconv.decode(bytes, 'cp949');
    return share(text, REPLACEMENT) <= TOLERATED_SHARE ? text : undefined;
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (NOT_THIS_ENCODING.has((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

/** UTF-16 without a mark: where there are ASCII characters, every other byte is zero. */
function unmarkedUtf16(sample: Uint8Array): string | undefined {
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const few = sample.length / 50;
  if (odd > sample.length / 10 && even < few) return 'utf-16le';
  return even > sample.length / 10 && odd < few ? 'utf-16be' : undefined;
}

function isText(text: string | undefined): text is string {
  return text !== undefined && share(text, CONTROL) <= TOLERATED_SHARE;
}

/** EUC-KR accepts much that is not Korean: what it yields beyond ASCII must be Hangul for the most part. */
function isKorean(text: string | undefined): text is string {
  if (!isText(text)) return false;
  const beyondAscii = text.match(/[^\u0000-\u007f]/g)?.length ?? 0; // eslint-disable-line no-control-regex
  return (text.match(/[\uac00-\ud7a3]/g)?.length ?? 0) * 2 >= beyondAscii;
}

function decodeWithoutDeclaration(bytes: Uint8Array): string | undefined {
  const korean = tryDecode(bytes, 'euc-kr');
  if (isKorean(korean)) return korean;
  const damaged = new TextDecoder('utf-8').decode(bytes);
  if (isText(damaged) && share(damaged, REPLACEMENT) <= TOLERATED_SHARE) return damaged;
  const western = tryDecode(bytes, 'windows-1252');
  return isText(western) && share(western, /[\u0080-\uffff]/g) <= WESTERN_NON_ASCII_SHARE ? western : undefined;
}

/**
 * The text of a file: UTF-8 and UTF-16 with or without byte order mark, the encoding that an HTML or XML file declares,
 * EUC-KR (with its extension CP949), and western single-byte text.
 * @throws UndecodableTextError for anything else, binary data above all.
 */
export function decodeText(bytes: Uint8Array): string {
  const marked = byteOrderMark(bytes) ?? unmarkedUtf16(bytes.subarray(0, DECLARATION_LENGTH));
  if (marked !== undefined) {
    const text = new TextDecoder(marked).decode(bytes);
    if (isText(text) && share(text, REPLACEMENT) <= TOLERATED_SHARE) return text;
    throw new UndecodableTextError();
  }
  const unicode = tryDecode(bytes, 'utf-8');
  if (isText(unicode)) return unicode;
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, DECLARATION_LENGTH));
  const [, xml, html] = DECLARED_CHARSET.exec(head) ?? [];
  const declared = xml ?? html;
  const asDeclared = declared === undefined ? undefined : tryDecode(bytes, declared);
  if (isText(asDeclared)) return asDeclared;
  const text = unicode === undefined ? decodeWithoutDeclaration(bytes) : undefined;
  if (text === undefined) throw new UndecodableTextError();
  return text;
}

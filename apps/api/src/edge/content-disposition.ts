/** Turns the direction of what follows, or hides: a name must end as it seems to end. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu;
/** What some file system takes for more than a character of a name. */
const meaningful = /[<>:"/\\|?*]/g;
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;
/** Most file systems hold 255 bytes; a browser may add a number. */
const longestBytes = 200;

/**
 * The Content-Disposition header (RFC 6266) of a download. The name is made harmless for whatever system it is saved on:
 * in one piece, composed Hangul, nothing invisible, no device of Windows, neither hidden nor endless.
 * @param fileName as it was uploaded, perhaps with folders
 */
export function disposition(type: 'inline' | 'attachment', fileName: string): string {
  const name = harmlessName(fileName);
  // For programs that know no filename*; nothing in it needs a quote or a backslash any more.
  const fallback = name.replace(/[^\x20-\x7e]/g, '_');
  // RFC 8187 leaves fewer characters as they are than encodeURIComponent does.
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${type}; filename="${fallback}"; filename*=UTF-8''${encoded}`;
}

export function harmlessName(fileName: string): string {
  const last = fileName.split(/[/\\]/).findLast((part) => part !== '') ?? '';
  const visible = last.normalize('NFC').replace(invisible, '').replace(meaningful, '_').trim();
  const plain = visible.replace(/^[.\-~\s]+|[.\s]+$/g, '').replace(device, '_$1');
  return shortened(plain === '' ? 'document' : plain);
}

/** Cut in the middle, so that the ending stays. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= longestBytes) return name;
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? '';
  let stem = '';
  for (const { segment } of new Intl.Segmenter('ko').segment(name.slice(0, name.length - ending.length))) {
    if (Buffer.byteLength(stem + segment + ending) > longestBytes) break;
    stem += segment;
  }
  return `${stem || 'document'}${ending}`;
}

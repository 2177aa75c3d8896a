/** A text in pieces of at most `longest` UTF-16 units, cut at blanks where there are any. Together they are the text. */
export function textPieces(text: string, longest: number): string[] {
  const pieces: string[] = [];
  let from = 0;
  while (text.length - from > longest) {
    const blank = text.lastIndexOf(' ', from + longest - 1);
    const end = blank > from ? blank + 1 : from + longest;
    pieces.push(text.slice(from, end));
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces;
}

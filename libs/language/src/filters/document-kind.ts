/** What a document is, as titles and questions call it, in either language, or the form that its file has. */
export interface DocumentKind {
  /** Stable name, as results and traces show it. */
  name: string;
  /** How a question names it. */
  asked: RegExp;
  /** Of which one stands in such a document's title or path: words, or the ending of a file's name. */
  words: readonly string[];
  /** Media types of such files; empty for kinds of content. */
  mediaTypes: readonly string[];
}

const content = (name: string, asked: RegExp, ...words: string[]): DocumentKind => ({
  name,
  asked,
  words,
  mediaTypes: [],
});
const form = (name: string, asked: RegExp, words: string[], ...mediaTypes: string[]): DocumentKind => ({
  name,
  asked,
  words,
  mediaTypes,
});

const office = 'application/vnd.openxmlformats-officedocument';

/** Kinds that a question can name. A name is told in full, so that 규정 in 규정하다 and "report" in "reported" is none. */
export const documentKinds: readonly DocumentKind[] = [
  content(
    'manual',
    /매뉴얼|설명서|사용 ?안내서|\b(?:manual|handbook|user(?:'s)? guide)s?\b/i,
    '매뉴얼',
    '설명서',
    '안내서',
    'manual',
    'handbook',
    'guide',
  ),
  content(
    'regulation',
    /(?:규정|규칙|지침|내규|정관)(?!하|되|된|한|할|에 따르)|\b(?:regulations?|bylaws?|polic(?:y|ies)|rule ?book)\b/i,
    '규정',
    '규칙',
    '지침',
    '내규',
    '정관',
    'regulation',
    'rules',
    'policy',
    'bylaw',
  ),
  content(
    'test report',
    /시험 ?성적서|시험 ?보고서|\btest (?:report|certificate)s?\b|\bcertificates? of analysis\b/i,
    '성적서',
    '시험 보고서',
    'test report',
    'test certificate',
    'certificate of analysis',
  ),
  content(
    'safety data sheet',
    /물질 ?안전 ?보건 ?자료|\bM?SDS\b|\b(?:material )?safety data sheets?\b/i,
    '물질안전보건자료',
    'sds',
    'safety data sheet',
  ),
  content(
    'data sheet',
    /사양서|규격서|데이터 ?시트|(?<!safety )\bdata ?sheets?\b/i,
    '사양서',
    '규격서',
    '데이터시트',
    'datasheet',
  ),
  content('contract', /계약서|약정서|\b(?:contract|agreement)s?\b/i, '계약서', '약정서', 'contract', 'agreement'),
  content('minutes', /회의록|\bminutes of\b|\bmeeting minutes\b/i, '회의록', 'minutes'),
  content('report', /보고서|\breports?\b/i, '보고서', 'report'),
  content('procedure', /절차서|작업 ?표준서|\bSOPs?\b|\bprocedures?\b/, '절차서', '표준서', 'sop', 'procedure'),
  content('terms', /약관|\bterms (?:and conditions|of (?:use|service))\b/i, '약관', 'terms'),
  content('notice', /공지(?:사항|문)|\bnotices?\b/i, '공지', 'notice'),
  form('pdf', /(?<![A-Za-z])pdf(?![A-Za-z])/i, ['.pdf'], 'application/pdf'),
  form(
    'spreadsheet',
    /엑셀|스프레드 ?시트|(?<![A-Za-z])(?:excel|xlsx?|spreadsheets?)(?![A-Za-z])/i,
    ['.xlsx', '.xls', '.ods', '.csv'],
    `${office}.spreadsheetml.sheet`,
    'application/vnd.ms-excel',
    'application/vnd.oasis.opendocument.spreadsheet',
    'text/csv',
  ),
  form(
    'slides',
    /파워 ?포인트|슬라이드|발표 ?자료|(?<![A-Za-z])(?:power ?point|pptx?|slide decks?|slides)(?![A-Za-z])/i,
    ['.pptx', '.ppt', '.odp'],
    `${office}.presentationml.presentation`,
    'application/vnd.ms-powerpoint',
    'application/vnd.oasis.opendocument.presentation',
  ),
  form(
    'word',
    /워드 ?(?:파일|문서)|(?<![A-Za-z])(?:docx|word (?:file|document)s?)(?![A-Za-z])/i,
    ['.docx', '.doc', '.odt'],
    `${office}.wordprocessingml.document`,
    'application/msword',
    'application/vnd.oasis.opendocument.text',
  ),
  form(
    'hwp',
    /한글 ?(?:파일|문서)|(?<![A-Za-z])hwpx?(?![A-Za-z])/i,
    ['.hwp', '.hwpx'],
    'application/x-hwp',
    'application/hwp+zip',
  ),
];

/** The kind of that name; undefined for a name that is none. */
export function documentKind(name: string): DocumentKind | undefined {
  return documentKinds.find((kind) => kind.name === name);
}

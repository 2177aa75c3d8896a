import { describe, expect, it } from '@jest/globals';
import { EmptyFileError, ExtensionMismatchError, UnsupportedFormatError } from '../errors/file-errors.js';
import { detectFormat, formatOfText } from './detect-format.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const OLE2 = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';
const utf16 = (text: string): string => [...text].join('\0');

function formatNamed(path: string, content: string | Uint8Array): string {
  try {
    return detectFormat({ path, bytes: typeof content === 'string' ? latin1(content) : content });
  } catch (error) {
    if (error instanceof UnsupportedFormatError) return `unsupported ${String(error.data['format'])}`;
    if (error instanceof ExtensionMismatchError) return `mismatch ${String(error.data['found'])}`;
    throw error;
  }
}

describe('deciding what a file is', () => {
  it.each([
    ['guide.md', '# A', 'markdown'],
    ['GUIDE.TXT', 'A', 'text'],
    ['a.htm', '<p>A', 'html'],
    ['a.docbook', '<book/>', 'xml'],
    ['README', 'A', 'text'],
    ['규정 제1.2', 'A', 'text'],
    ['a.pdf', '%PDF-1.7', 'pdf'],
    ['download', '\n\n%PDF-1.4', 'pdf'],
    ['a.hwp', `${OLE2}${'\0'.repeat(600)}HWP Document File`, 'unsupported HWP (.hwp)'],
    ['a.hwp', `HWP Document File V3.00`, 'unsupported HWP 3 (.hwp)'],
    ['a.doc', `${OLE2}\0\0${utf16('WordDocument')}`, 'unsupported Word 97 (.doc)'],
    ['a.hwpx', 'PK\x03\x04mimetypeapplication/hwp+zip', 'unsupported HWPX (.hwpx)'],
    ['a.docx', 'PK\x03\x04[Content_Types].xml word/document.xml', 'unsupported Word (.docx)'],
    ['a.xlsx', 'PK\x03\x04 xl/workbook.xml', 'unsupported Excel (.xlsx)'],
    ['a.pptx', 'PK\x03\x04 ppt/slides', 'unsupported PowerPoint (.pptx)'],
    ['a.zip', 'PK\x03\x04 notes', 'unsupported ZIP (.zip)'],
    ['a.png', '\x89PNG\r\n', 'unsupported PNG'],
    ['a.jpg', '\xff\xd8\xff\xe0', 'unsupported JPEG'],
    ['a.exe', 'MZ\x90\0', 'unsupported Windows EXE/DLL'],
    ['a.bin', '\x7fELF', 'unsupported ELF'],
    ['a.js', 'let a', 'unsupported .js'],
    ['a.csv', 'a,b', 'unsupported .csv'],
    ['a.hwp', 'no HWP at all', 'unsupported HWP (.hwp)'],
    ['a.pdf', 'no PDF at all', 'mismatch undefined'],
    ['a.pdf', 'PK\x03\x04 word/', 'mismatch Word (.docx)'],
    ['a.txt', '%PDF-1.7', 'mismatch PDF'],
    ['a.md', '\x89PNG\r\n', 'mismatch PNG'],
  ])('%s with %j is %s', (path, content, format) => expect(formatNamed(path, content)).toBe(format));

  it('takes the media type where the name says nothing', () => {
    expect(detectFormat({ path: 'page', mediaType: 'text/html; charset=utf-8', bytes: latin1('A') })).toBe('html');
  });

  it('does not take words for signatures', () => {
    expect(formatNamed('a.txt', 'BMW and MZ and ID3 are words.')).toBe('text');
  });

  it('refuses a file without bytes', () => {
    expect(() => detectFormat({ path: 'a.md', bytes: new Uint8Array() })).toThrow(EmptyFileError);
  });
});

describe('a text under another name', () => {
  it.each([
    ['<!DOCTYPE html><p>A', 'text', 'html'],
    ['<?xml version="1.0"?>\n<!-- a -->\n<html xmlns="http://www.w3.org/1999/xhtml">', 'xml', 'html'],
    ['<?xml version="1.0"?><book/>', 'text', 'xml'],
    ['# A heading', 'markdown', 'markdown'],
  ] as const)('%j named %s is %s', (text, named, format) => expect(formatOfText(text, named)).toBe(format));
});

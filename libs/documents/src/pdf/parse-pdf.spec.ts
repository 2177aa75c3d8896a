import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ParsingAbortedError, TooLargeError } from '../errors/file-errors.js';
import { BrokenPdfError, EncryptedPdfError, NoTextLayerError } from '../errors/pdf-errors.js';
import type { DocumentTree } from '../tree/document-tree.js';
import { expectWellFormed, outline } from '../tree/well-formed-tree.fixture.js';
import { parsePdf } from './parse-pdf.js';
import { line, smallPdf } from './small-pdf.fixture.js';

const LIMITS = { maxPages: 100, maxMs: 60_000 };
const read = (bytes: Uint8Array): Promise<DocumentTree> => parsePdf(bytes, 'file', LIMITS);

describe('reading a manual printed by a browser', () => {
  let tree: DocumentTree;
  beforeAll(async () => {
    tree = await read(readFileSync(new URL('../../fixtures/manual.pdf', import.meta.url)));
  });

  it('gives a well-formed tree with its title', () => {
    expectWellFormed(tree);
    expect(tree.title).toBe('냉각수 펌프 정비 지침서');
    expect(tree.language).toBe('ko');
    expect(tree.pages.map(({ number, width, height }) => [number, Math.round(width), Math.round(height)])).toEqual([
      [1, 420, 596],
      [2, 420, 596],
    ]);
  });

  it('finds headings by size and weight', () => {
    expect(outline(tree).filter((block) => block.startsWith('heading'))).toEqual([
      'heading1: 냉각수 펌프 정비 지침서',
      'heading2: 1. 적용 범위',
      'heading2: 2. 정기 점검',
      'heading3: 2.1 기록',
      'heading2: 3. Troubleshooting',
    ]);
  });

  it('joins Korean lines that were broken inside words', () => {
    expect(tree.text).toContain(
      '이 지침서는 제2공장 냉각수 설비에 설치된 원심 펌프 P-101과 P-102의 점검, 분해, 조립에 적용한다. 정비는 설비보전 자격을 갖춘 사람이 하며, 운전자는 일상 점검까지만 수행한다.',
    );
  });

  it('reads a table whose cells have several lines', () => {
    const table = tree.blocks.find(({ kind }) => kind === 'table');
    expect(table?.rows?.map((row) => row.map(({ text }) => text))).toEqual([
      ['부위', '작업', '주기'],
      [
        '축 밀봉',
        '누수 확인. 1분에 세 방울을 넘으면 메커니컬 실을 교체하고 교체한 날짜를 설비 이력 카드에 적는다.',
        '3개월',
      ],
      ['베어링', '진동과 소음 측정', '6개월'],
      ['임펠러', '마모와 부식 확인', '1년'],
    ]);
    expect(outline(tree)).toContain('caption: 표 1. 점검 항목과 주기');
  });

  it('reads justified columns one after the other', () => {
    expect(outline(tree).slice(-2)).toEqual([
      'paragraph: Cavitation sounds like gravel in the casing. It occurs when the suction pressure falls below the vapour pressure of the water. Clean the strainer, open the suction valve completely and check the level of the reservoir before dismantling anything. A temporary reduction of the rotational speed often suppresses the symptom without removing the cause.',
      'paragraph: Overheating of the bearings is usually caused by misalignment, insufficient lubrication or an excessive quantity of grease. Measure the temperature at the housing; it must not exceed 80 °C during continuous operation.',
    ]);
  });

  it('drops running headers and page numbers', () => {
    expect(tree.text).not.toMatch(/HSM-0820|1 \/ 2/);
  });

  it('knows the page of each block', () => {
    expect(tree.blocks.map(({ page }) => page)).toEqual([...Array<number>(10).fill(1), 2, 2, 2]);
  });
});

describe('reading a PDF', () => {
  it('gives boxes from the top left corner, on turned and shifted pages too', async () => {
    const text = line('A heading of the page', 50, 500, 20);
    const [upright] = (await read(smallPdf({ pages: [text] }))).pages;
    expect(upright?.lines[0]?.box.x).toBeCloseTo(50, 0);
    expect(upright?.lines[0]?.box.y).toBeGreaterThan(75);
    expect(upright?.lines[0]?.box.y).toBeLessThan(100);
    const [shifted] = (await read(smallPdf({ pages: [text], mediaBox: '10 100 410 700' }))).pages;
    expect(shifted?.lines[0]?.box.x).toBeCloseTo(40, 0);
    const turned = `q 0 1 -1 0 400 0 cm ${text} Q`;
    const [page] = (await read(smallPdf({ pages: [turned], rotate: 90 }))).pages;
    expect([page?.width, page?.height]).toEqual([600, 400]);
    expect(page?.lines[0]?.box.width).toBeGreaterThan(page?.lines[0]?.box.height ?? 0);
  });

  it('mends words that a hyphen parts and keeps compounds', async () => {
    const page =
      line('The multi-tenant store and the lubrication of the bearing are', 50, 500) +
      line('described; the lubri-', 50, 486) +
      line('cation of a multi-', 50, 472) +
      line('tenant store is not.', 50, 458);
    expect((await read(smallPdf({ pages: [page] }))).text).toContain('the lubrication of a multi-tenant store is not.');
  });

  it('goes on with a sentence over a page break', async () => {
    const pages = [
      line('This sentence begins on the first page and it goes on', 50, 80),
      line('on the second page.', 50, 520),
    ];
    const tree = await read(smallPdf({ pages }));
    expect(outline(tree)).toEqual([
      'paragraph: This sentence begins on the first page and it goes on on the second page.',
    ]);
    expect(tree.pages.map(({ start, end }) => tree.text.slice(start, end))).toEqual([
      'This sentence begins on the first page and it goes on',
      'on the second page.',
    ]);
  });

  it('leaves out stamps across the page', async () => {
    const stamp = 'q 0.7 0.7 -0.7 0.7 100 100 cm BT /F2 60 Tf 0 0 Td (DRAFT) Tj ET Q\n';
    expect((await read(smallPdf({ pages: [stamp + line('Readable text here.', 50, 500)] }))).text).toBe(
      'Readable text here.',
    );
  });
});

describe('a PDF that can not be read', () => {
  const encrypted = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >> /ID [<${'01'.repeat(16)}> <${'01'.repeat(16)}>]`;

  it.each([
    [
      'with a password',
      smallPdf({ pages: [line('secret', 50, 500)], trailer: encrypted }),
      EncryptedPdfError,
      'rejected',
    ],
    ['that is damaged', Buffer.from('%PDF-1.7\nnothing more'), BrokenPdfError, 'quarantined'],
    ['that is a scan', smallPdf({ pages: ['', line('3', 200, 20)] }), NoTextLayerError, 'quarantined'],
  ])('%s is refused by name', async (_, bytes, error, disposition) => {
    const reason = await read(bytes).catch((thrown: unknown) => thrown);
    expect(reason).toBeInstanceOf(error);
    expect(reason).toMatchObject({ disposition });
  });

  it('has more pages or takes longer than allowed', async () => {
    const bytes = smallPdf({ pages: [line('one page of text', 50, 500), line('another page', 50, 500)] });
    await expect(parsePdf(bytes, 'file', { maxPages: 1, maxMs: 1000 })).rejects.toThrow(TooLargeError);
    await expect(parsePdf(bytes, 'file', { maxPages: 2, maxMs: -1 })).rejects.toThrow(ParsingAbortedError);
  });
});

import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApiCaller } from './api-caller.mjs';
import { printPdf } from './browser.mjs';
import { createKey, createTenant, ingest } from './command-line.mjs';
import { product } from './product.mjs';

/** Writes files into a folder of their own. @param {Record<string, string | Buffer>} files */
export async function folderOf(files, name = 'documents') {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'onggi-files-')), name);
  for (const [relative, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, relative)), { recursive: true });
    await writeFile(path.join(folder, relative), content);
  }
  return folder;
}

/** Questions over the library's two documents, and where their answers stand. */
export const questions = {
  koreanOverEnglish: {
    text: 'Brinehawk P-40 펌프를 21일 넘게 보관하기 전에 탈염수 몇 리터로 세척해야 하나요?',
    path: 'manuals/brinehawk-p40.pdf',
    page: 3,
    fact: /12/,
  },
  korean: {
    text: '방문 차량은 하루 몇 시간까지 무료로 주차할 수 있나요?',
    path: 'rules/parking.md',
    fact: /4\s*시간|네\s*시간/,
  },
  unanswerable: 'Brinehawk P-40 펌프의 보증 기간은 몇 년인가요?',
};

const pumpManual = `<!doctype html><html lang="en"><head><title>Brinehawk P-40 Pump Manual</title>
<style>section { break-after: page; font: 14px/1.6 sans-serif } h2 { font-size: 20px }</style></head><body>
<section><h1>Brinehawk P-40 Pump Manual</h1><h2>1. Purpose</h2>
<p>The Brinehawk P-40 moves brine between the evaporation ponds and the filter house of a salt works.</p>
<p>Only trained staff of the pump crew may open the housing.</p></section>
<section><h2>2. Daily operation</h2>
<p>Start the Brinehawk P-40 only when the inlet valve is fully open and the pressure gauge shows less than 6 bar.</p>
<p>Stop the pump at once when the bearing temperature rises above 85 degrees Celsius.</p></section>
<section><h2>3. Storage</h2>
<p>Before the Brinehawk P-40 is stored for more than 21 days, it must be flushed with 12 litres of demineralised water.</p>
<p>After flushing, close both flanges and hang the blue storage tag on the motor.</p></section></body></html>`;

const parkingRules = `# 사내 주차 규정

## 제1조 방문 차량

방문 차량은 하루 4시간까지 무료로 주차할 수 있다. 4시간을 넘으면 30분마다 1,500원을 받는다.

## 제2조 임직원 차량

임직원 차량은 지하 2층에만 주차한다. 등록하지 않은 차량은 정문에서 돌려보낸다.
`;

let library;

/**
 * A tenant with a Korean Markdown and an English PDF file, made by the command line as anyone would, with a key for each
 * role. Made once a test run.
 */
export function theLibrary() {
  library ??= makeLibrary();
  return library;
}

async function makeLibrary() {
  const onggi = await product();
  const tenant = 'saltworks';
  await createTenant(onggi, tenant);
  const folder = await folderOf({
    'rules/parking.md': parkingRules,
    'manuals/brinehawk-p40.pdf': await printPdf(pumpManual),
  });
  const ingested = await ingest(onggi, folder, tenant, 'handbook');
  const [member, curator, admin] = await Promise.all(
    ['member', 'curator', 'admin'].map(async (role) => new ApiCaller(onggi, await createKey(onggi, tenant, role))),
  );
  const email = 'jiwoo@saltworks.test';
  const person = { ko: '김지우', en: 'Jiwoo Kim' };
  await admin.ok('PUT', '/api/v1/people', {
    groups: [],
    people: [{ email, name: person, title: { ko: '정비원', en: 'Mechanic' }, role: 'curator', groups: [], demo: true }],
  });
  return { product: onggi, tenant, corpus: 'handbook', folder, ingested, member, curator, admin, email };
}

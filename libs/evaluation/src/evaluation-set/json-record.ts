import { detectLanguage } from '@onggi/language';
import type { Language, LocalizedText } from '@onggi/platform';
import { EvaluationSetError } from './evaluation-set-error.js';
import type { Line } from './read-lines.js';

/** One JSON object of a .jsonl file, whose fields are asked for by name and type. */
export class JsonRecord {
  private readonly fields: Record<string, unknown>;

  /** @throws EvaluationSetError when the line is not a JSON object */
  constructor(private readonly line: Line) {
    this.fields = this.parsed();
  }

  /** An id; a number is taken as its digits. */
  id(): string {
    const value = this.fields['id'];
    const id = typeof value === 'number' ? String(value) : value;
    if (typeof id === 'string' && id.trim() !== '') return id;
    throw this.wrong('id', { ko: '비어 있지 않은 문자열', en: 'a string that is not empty' });
  }

  text(name: string, whenMissing?: string): string {
    const value = this.fields[name] ?? whenMissing;
    if (typeof value === 'string') return value;
    throw this.wrong(name, { ko: '문자열', en: 'a string' });
  }

  /** `lang`; where it is left out, the language of the text. */
  language(text: string): Language {
    const value = this.fields['lang'] ?? detectLanguage(text);
    if (value === 'ko' || value === 'en') return value;
    throw this.wrong('lang', { ko: '"ko" 또는 "en"', en: '"ko" or "en"' });
  }

  flag(name: string): boolean {
    const value = this.fields[name] ?? false;
    if (typeof value === 'boolean') return value;
    throw this.wrong(name, { ko: 'true 또는 false', en: 'true or false' });
  }

  texts(name: string): string[] {
    const value = this.fields[name] ?? [];
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
    throw this.wrong(name, { ko: '문자열의 배열', en: 'an array of strings' });
  }

  /** @throws EvaluationSetError always: for a fault that several lines make together */
  refuse(fault: LocalizedText, remedy: LocalizedText): never {
    throw new EvaluationSetError(this.line, fault, remedy);
  }

  private parsed(): Record<string, unknown> {
    let value: unknown;
    try {
      value = JSON.parse(this.line.text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return this.refuse(
        { ko: `JSON이 아닙니다(${reason}).`, en: `it is not JSON (${reason}).` },
        { ko: '한 줄에 JSON 객체 하나를 쓰세요.', en: 'Write one JSON object a line.' },
      );
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    return this.refuse(
      { ko: 'JSON 객체가 아닙니다.', en: 'it is no JSON object.' },
      { ko: '한 줄에 JSON 객체 하나를 쓰세요.', en: 'Write one JSON object a line.' },
    );
  }

  private wrong(name: string, wanted: LocalizedText): EvaluationSetError {
    const missing = this.fields[name] === undefined || this.fields[name] === null;
    return new EvaluationSetError(
      this.line,
      missing
        ? { ko: `"${name}" 항목이 없습니다.`, en: `the field "${name}" is missing.` }
        : {
            ko: `"${name}" 항목이 ${wanted.ko}이(가) 아닙니다.`,
            en: `the field "${name}" is not ${wanted.en}.`,
          },
      { ko: `"${name}"에 ${wanted.ko}을(를) 쓰세요.`, en: `Give "${name}" ${wanted.en}.` },
    );
  }
}

import { describe, expect, it } from '@jest/globals';
import { choiceGrammar } from './choice-grammar.js';
import { compactJsonGrammar } from './compact-json-grammar.js';

describe('grammars', () => {
  it('allow exactly the choices, whatever characters they hold', () => {
    expect(choiceGrammar(['yes', '아니오', 'a "b"\\\n'])).toBe('root ::= "yes" | "아니오" | "a \\"b\\"\\\\\\n"');
  });

  it('write JSON on one line', () => {
    const grammar = [
      'root ::= "{" whitespace-b-1-4-rule "\\"a\\"" ":" [ ]? rule0 comma-whitespace-b-1-4-rule "}" "\\n\\n\\n\\n" [\\n]*',
      'comma-whitespace-b-1-4-rule ::= "," ([\\n] ("    " | "\\t") | [ ]?)',
      'whitespace-b-1-4-rule ::= [\\n] ("    " | "\\t") | [ ]?',
    ].join('\n');
    expect(compactJsonGrammar(grammar).split('\n')).toEqual([
      'root ::= "{" whitespace-b-1-4-rule "\\"a\\"" ":" [ ]? rule0 comma-whitespace-b-1-4-rule "}"',
      'comma-whitespace-b-1-4-rule ::= "," [ ]?',
      'whitespace-b-1-4-rule ::= [ ]?',
    ]);
  });
});

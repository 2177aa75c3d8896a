import { describe, expect, it } from '@jest/globals';
import { noSql, sql } from './sql.js';

describe('the sql tag', () => {
  it('keeps every value out of the text', () => {
    const evil = "'; DROP TABLE onggi.document; --";
    const statement = sql`SELECT * FROM t WHERE a = ${evil} AND b = ${7}`;
    expect(statement.text).toBe('SELECT * FROM t WHERE a = $1 AND b = $2');
    expect(statement.values).toEqual([evil, 7]);
  });

  it('renumbers the parameters of a nested statement', () => {
    const condition = sql`b = ${2} OR c = ${3}`;
    const statement = sql`SELECT ${1} WHERE (${condition}) AND d = ${4}`;
    expect(statement.text).toBe('SELECT $1 WHERE (b = $2 OR c = $3) AND d = $4');
    expect(statement.values).toEqual([1, 2, 3, 4]);
  });

  it('renumbers beyond nine parameters, and nests more than once', () => {
    const ten = sql`${1},${2},${3},${4},${5},${6},${7},${8},${9},${10}`;
    const statement = sql`(${0}),(${sql`[${ten}]`})`;
    expect(statement.text).toBe('($1),([$2,$3,$4,$5,$6,$7,$8,$9,$10,$11])');
    expect(statement.values).toHaveLength(11);
  });

  it('leaves a condition out without a trace', () => {
    expect(sql`SELECT 1${noSql}`).toEqual({ text: 'SELECT 1', values: [] });
  });

  it('never takes data that looks like a statement for one', () => {
    const fromTheWire = JSON.parse('{"text": "pg_sleep(9)", "values": []}') as unknown;
    const statement = sql`SELECT ${fromTheWire}`;
    expect(statement.text).toBe('SELECT $1');
    expect(statement.values).toEqual([fromTheWire]);
  });
});

import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, NotFoundError, UnauthenticatedError } from '@onggi/platform';
import { sha256 } from '../credentials/api-key.js';
import { platformContext } from '../credentials/keys.service.js';
import { IdentityWorld } from '../identity-world.fixture.js';
import {
  PasswordChangeRequiredError,
  SignInRefusedError,
  TooManyAttemptsError,
  WeakPasswordError,
} from './password-errors.js';
import { isOutdated } from './password-hash.js';

let world: IdentityWorld;
beforeAll(async () => {
  world = await IdentityWorld.create();
});
afterAll(() => world.close());

const platform = platformContext('alpha');
const chosen = '옹기 열두 개를 세어 봅니다';
let addresses = 0;
/** An address that nobody has tried from. */
const fresh = () => `198.51.${Math.floor(++addresses / 250)}.${addresses % 250}`;

const signIn = (
  email: string,
  password: string,
  more: { newPassword?: string; address?: string; tenant?: string } = {},
) => world.passwords.signIn({ tenant: 'alpha', address: fresh(), email, password, ...more });

/** A person who has chosen a password. */
async function account(email: string): Promise<{ id: string; token: string }> {
  const id = await world.person('alpha', email, { demo: false });
  const { password } = await world.passwords.setOneTime(platform, id);
  const { token } = await signIn(email, password, { newPassword: chosen });
  return { id, token };
}

const stored = async (id: string): Promise<string> =>
  (await world.admin.query('SELECT hash FROM onggi.person_password WHERE person_id = $1', [id])).rows[0].hash;

/** The pauses of a spec are over as soon as it says so. */
const wait = (kind: string) =>
  world.admin.query(`UPDATE onggi.sign_in_attempt SET retry_at = now() - interval '1 second' WHERE kind = $1`, [kind]);

describe('a local account', () => {
  it('is signed in by its password, whichever way its Hangul was composed', async () => {
    const { id } = await account('a@alpha.test');
    const { token } = await signIn(' A@alpha.test', chosen.normalize('NFD'));
    expect(await world.authentication.bySession(token)).toMatchObject({ kind: 'person', personId: id });
  });

  it('keeps its password as Argon2id, with a salt of its own', async () => {
    const [one, other] = [await account('b@alpha.test'), await account('c@alpha.test')];
    expect(await stored(one.id)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await stored(one.id)).not.toBe(await stored(other.id));
  });

  it('has its password hashed anew when the parameters were others', async () => {
    const { id } = await account('d@alpha.test');
    const old = await hash(chosen.normalize('NFKC'), { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await world.admin.query('UPDATE onggi.person_password SET hash = $2 WHERE person_id = $1', [id, old]);
    expect(isOutdated(old)).toBe(true);
    await signIn('d@alpha.test', chosen);
    expect(isOutdated(await stored(id))).toBe(false);
    await signIn('d@alpha.test', chosen);
  });

  it('is of one tenant: the same words open nothing in another', async () => {
    await account('e@alpha.test');
    for (const tenant of ['beta', 'nowhere']) {
      await expect(signIn('e@alpha.test', chosen, { tenant })).rejects.toBeInstanceOf(SignInRefusedError);
    }
  });

  it('that is unknown, without a password, suspended or mistyped is refused in the same words', async () => {
    await account('f@alpha.test');
    const { id } = await account('g@alpha.test');
    await world.suspension.suspendPerson(platform, id);
    await world.person('alpha', 'demo@alpha.test');
    for (const [email, password] of [
      ['nobody@alpha.test', chosen],
      ['demo@alpha.test', chosen],
      ['g@alpha.test', chosen],
      ['f@alpha.test', `${chosen}.`],
    ] as const) {
      await expect(signIn(email, password)).rejects.toEqual(new SignInRefusedError());
    }
  });

  it('leaves an audit row of a refusal, without what was typed', async () => {
    const { id } = await account('h@alpha.test');
    await expect(signIn('h@alpha.test', 'what was typed')).rejects.toBeInstanceOf(SignInRefusedError);
    const { rows } = await world.admin.query(
      `SELECT e::text AS row, outcome FROM onggi.audit_event e WHERE target = $1 AND action = 'session.start'`,
      [id],
    );
    expect(rows).toMatchObject([{ outcome: 'denied' }]);
    expect(rows[0].row).not.toContain('typed');
  });
});

describe('a password that an administrator sets', () => {
  it('is good for choosing another one, once', async () => {
    const id = await world.person('alpha', 'new@alpha.test', { demo: false });
    const { password } = await world.passwords.setOneTime(platform, id);
    await expect(signIn('new@alpha.test', password)).rejects.toBeInstanceOf(PasswordChangeRequiredError);
    await expect(signIn('new@alpha.test', password, { newPassword: 'too short' })).rejects.toBeInstanceOf(
      WeakPasswordError,
    );
    await expect(signIn('new@alpha.test', password, { newPassword: password })).rejects.toBeInstanceOf(
      WeakPasswordError,
    );
    await signIn('new@alpha.test', password, { newPassword: chosen });
    await expect(signIn('new@alpha.test', password, { newPassword: chosen })).rejects.toBeInstanceOf(
      SignInRefusedError,
    );
    await signIn('new@alpha.test', chosen);
  });

  it('used twice at once signs one in', async () => {
    const id = await world.person('alpha', 'twice@alpha.test', { demo: false });
    const { password } = await world.passwords.setOneTime(platform, id);
    const tries = await Promise.allSettled(
      ['열두 글자가 넘는 첫째', '열두 글자가 넘는 둘째'].map((newPassword) =>
        signIn('twice@alpha.test', password, { newPassword }),
      ),
    );
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('ends the sessions of before, and is worth nothing after a week', async () => {
    const { id, token } = await account('reset@alpha.test');
    const { password } = await world.passwords.setOneTime(platform, id);
    await expect(world.authentication.bySession(token)).rejects.toBeInstanceOf(UnauthenticatedError);
    await expect(signIn('reset@alpha.test', chosen)).rejects.toBeInstanceOf(SignInRefusedError);
    await world.admin.query(
      `UPDATE onggi.person_password SET expires_at = expires_at - interval '7 days' WHERE person_id = $1`,
      [id],
    );
    await expect(signIn('reset@alpha.test', password, { newPassword: chosen })).rejects.toBeInstanceOf(
      SignInRefusedError,
    );
  });

  it('cannot be set by another tenant', async () => {
    const { id } = await account('foreign@alpha.test');
    for (const person of [id, newId(), 'x']) {
      await expect(world.passwords.setOneTime(platformContext('beta'), person)).rejects.toEqual(new NotFoundError());
    }
    await signIn('foreign@alpha.test', chosen);
  });
});

describe('a new password', () => {
  it('ends the person’s other sessions, and takes the old one', async () => {
    const { id, token } = await account('change@alpha.test');
    const other = await signIn('change@alpha.test', chosen);
    const caller = await world.authentication.bySession(token);
    if (caller.kind !== 'person') throw new Error('not a person');
    const change = (current: string, next: string) =>
      world.passwords.change(caller.context, {
        ...{ personId: id, sessionId: caller.sessionId, current, next, address: fresh() },
      });
    await expect(change('not the one', 'a whole new password')).rejects.toBeInstanceOf(SignInRefusedError);
    await expect(change(chosen, 'change@alpha.test')).rejects.toBeInstanceOf(WeakPasswordError);
    await change(chosen, 'a whole new password');
    expect(await world.authentication.bySession(token)).toMatchObject({ sessionId: caller.sessionId });
    await expect(world.authentication.bySession(other.token)).rejects.toBeInstanceOf(UnauthenticatedError);
    await expect(signIn('change@alpha.test', chosen)).rejects.toBeInstanceOf(SignInRefusedError);
    await signIn('change@alpha.test', 'a whole new password');
  });
});

describe('wrong passwords', () => {
  /** How many of the tries were heard, and the error of those that were not. */
  async function heard(tries: number, attempt: () => Promise<unknown>): Promise<{ heard: number; last: unknown }> {
    let [count, last]: [number, unknown] = [0, undefined];
    for (let index = 0; index < tries; index++) {
      last = await attempt().catch((error: unknown) => error);
      if (last instanceof SignInRefusedError) count += 1;
    }
    return { heard: count, last };
  }

  it.each(['known@alpha.test', 'unknown@alpha.test'])(
    'for %s are heard five times, from any address',
    async (email) => {
      if (email.startsWith('known')) await account(email);
      const { heard: times, last } = await heard(8, () => signIn(email, 'wrong'));
      expect(times).toBe(5);
      expect(last).toBeInstanceOf(TooManyAttemptsError);
      expect(last).toMatchObject({ httpStatus: 429, retryAfterMs: expect.any(Number) });
      if (!email.startsWith('known')) return;
      await expect(signIn(email, chosen)).rejects.toBeInstanceOf(TooManyAttemptsError);
      await wait('account');
      await signIn(email, chosen);
      expect((await heard(8, () => signIn(email, 'wrong'))).heard).toBe(5);
    },
  );

  it('cost longer and longer pauses, up to five minutes', async () => {
    const pauses: number[] = [];
    for (let index = 0; index < 12; index++) {
      await signIn('guessed@alpha.test', 'wrong').catch(() => undefined);
      const { rows } = await world.admin.query(
        `SELECT extract(epoch FROM retry_at - failed_at) AS pause FROM onggi.sign_in_attempt WHERE subject = $1`,
        [sha256('guessed@alpha.test')],
      );
      pauses.push(Math.round(Number(rows[0].pause)));
      await wait('account');
    }
    expect(pauses.slice(0, 9)).toEqual([0, 0, 0, 0, 5, 10, 20, 40, 80]);
    expect(Math.max(...pauses)).toBe(300);
  });

  it('from one address are heard twenty times, whatever the account; neighbours in an IPv6 network are one', async () => {
    const from = (address: () => string) => {
      let account = 0;
      return () => signIn(`${++account}-${newId()}@alpha.test`, 'wrong', { address: address() });
    };
    expect(
      (
        await heard(
          23,
          from(() => '203.0.113.77'),
        )
      ).heard,
    ).toBe(20);
    let host = 0;
    expect(
      (
        await heard(
          23,
          from(() => `2001:db8:7:7::${(++host).toString(16)}`),
        )
      ).heard,
    ).toBe(20);
    await expect(signIn('next@alpha.test', 'wrong', { address: '2001:db8:7:8::1' })).rejects.toBeInstanceOf(
      SignInRefusedError,
    );
  });

  it('made at once are not heard as one', async () => {
    const tries = await Promise.all(
      Array.from({ length: 12 }, () => signIn('burst@alpha.test', 'wrong').catch((error: unknown) => error)),
    );
    expect(tries.filter((error) => error instanceof SignInRefusedError)).toHaveLength(5);
  });
});

describe('a session', () => {
  it('that nobody used for eight hours is over', async () => {
    const { token } = await account('idle@alpha.test');
    const idleFor = (hours: number) =>
      world.admin.query(`UPDATE onggi.session SET last_seen_at = now() - $1 * interval '1 hour'`, [hours]);
    await idleFor(7.9);
    await world.authentication.bySession(token);
    await world.lastUse.settled();
    const { rows } = await world.admin.query(
      `SELECT now() - last_seen_at < interval '1 minute' AS seen FROM onggi.session WHERE token_hash = $1`,
      [sha256(token)],
    );
    expect(rows).toEqual([{ seen: true }]);
    await idleFor(8.1);
    await expect(world.authentication.bySession(token)).rejects.toBeInstanceOf(UnauthenticatedError);
  });

  it('is listed for its person, who can end it, and for nobody else', async () => {
    const { id, token } = await account('mine@alpha.test');
    const other = await account('other@alpha.test');
    const { sessionId } = await world.passwords.signIn({
      ...{ tenant: 'alpha', email: 'mine@alpha.test', password: chosen, address: fresh(), userAgent: 'a browser' },
    });
    const listed = await world.sessions.list(platform, id);
    expect(listed).toHaveLength(2);
    expect(listed[0]).toMatchObject({ id: sessionId, userAgent: 'a browser' });
    expect(JSON.stringify(listed)).not.toContain(token);
    for (const session of [sessionId, newId(), 'x']) {
      await expect(world.sessions.endOwn(platform, other.id, session)).rejects.toEqual(new NotFoundError());
    }
    await world.sessions.endOwn(platform, id, sessionId);
    expect(await world.sessions.list(platform, id)).toHaveLength(1);
    expect(await world.sessions.endOthers(platform, id, newId())).toBe(1);
    await expect(world.authentication.bySession(token)).rejects.toBeInstanceOf(UnauthenticatedError);
    expect(await world.authentication.bySession(other.token)).toMatchObject({ personId: other.id });
  });
});

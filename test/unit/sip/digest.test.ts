import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src-main/base/random';
import { DigestAccount } from '../../../src-main/sip/digest/account';
import { algorithmNamed } from '../../../src-main/sip/digest/algorithm';
import { parseChallenges, takeChallenges, type Challenge } from '../../../src-main/sip/digest/challenge';
import { chooseChallenges } from '../../../src-main/sip/digest/choice';
import { RegistrarMemories, RegistrarMemory } from '../../../src-main/sip/digest/registrar-memory';
import { digestResponse } from '../../../src-main/sip/digest/response';

const MUFASA = { user: 'Mufasa', password: 'Circle of Life' };
const PLAIN: Challenge = {
  realm: 'r',
  nonce: 'n',
  opaque: null,
  algorithm: { hash: 'MD5', session: false },
  qop: 'auth',
  stale: false,
};
const REGISTER = { method: 'REGISTER', uri: 'sip:r', body: '' };

function challengeWith(algorithm: string, changes: Partial<Challenge> = {}): Challenge {
  return { ...PLAIN, algorithm: algorithmNamed(algorithm) ?? PLAIN.algorithm, ...changes };
}

function parameter(header: string, name: string): string | undefined {
  return new RegExp(`[ ,]${name}="?([^",]*)"?`).exec(header)?.[1];
}

describe('known answers', () => {
  const MUFASA_ASKED = {
    realm: 'http-auth@example.org',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  };

  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('%s (RFC 7616 §3.9.1)', (algorithm, response) => {
    const input = {
      ...MUFASA,
      challenge: challengeWith(algorithm, MUFASA_ASKED),
      method: 'GET',
      uri: '/dir/index.html',
      body: '',
      nonceCount: '00000001',
      clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    };
    expect(digestResponse(input)).toBe(response);
  });

  test('SHA-512-256 with a name in UTF-8 (RFC 7616 §3.9.2 as erratum 4897 corrects it)', () => {
    const input = {
      user: 'J\u00E4s\u00F8n Doe',
      password: 'Secret, or not?',
      challenge: challengeWith('SHA-512-256', {
        realm: 'api@example.org',
        nonce: '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK',
      }),
      method: 'GET',
      uri: '/doe.json',
      body: '',
      nonceCount: '00000001',
      clientNonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
    };
    expect(digestResponse(input)).toBe('3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5');
  });

  test('without quality of protection (RFC 2069; draft-smith-sipping-auth-examples-01 §3.1)', () => {
    const account = new DigestAccount({ user: 'bob', password: 'zanzibar' }, seededRandom(1));
    const challenge = {
      ...PLAIN,
      realm: 'biloxi.com',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      qop: null,
    };
    const answer = account.authorize(challenge, { method: 'INVITE', uri: 'sip:bob@biloxi.com', body: '' });
    expect(parameter(answer, 'response')).toBe('bf57e4e0d0bffc0fbaedce64d59add5e');
    expect(answer).not.toContain('nc=');
  });
});

describe('answers', () => {
  test('the count grows for each nonce by itself', () => {
    const account = new DigestAccount(MUFASA, seededRandom(1));
    const count = (nonce: string): string | undefined =>
      parameter(account.authorize({ ...PLAIN, nonce }, REGISTER), 'nc');
    expect(['a', 'a', 'b', 'a'].map(count)).toEqual(['00000001', '00000002', '00000001', '00000003']);
  });

  test('a session keeps its client nonce while the nonce lives, others draw a new one', () => {
    const account = new DigestAccount(MUFASA, seededRandom(1));
    const clientNonces = (algorithm: string, nonce: string): (string | undefined)[] =>
      [1, 2].map(() => parameter(account.authorize(challengeWith(algorithm, { nonce }), REGISTER), 'cnonce'));
    expect(new Set(clientNonces('SHA-256-sess', 'a')).size).toBe(1);
    expect(new Set(clientNonces('SHA-256', 'b')).size).toBe(2);
  });

  test('what was asked comes back as it was asked', () => {
    const account = new DigestAccount(MUFASA, seededRandom(1));
    const answer = account.authorize(challengeWith('sha-512-256-SESS', { opaque: 'o' }), REGISTER);
    expect(answer).toMatch(/algorithm=SHA-512-256-sess, opaque="o", qop=auth, cnonce="[0-9a-f]{24}", nc=/);
  });

  test('a user name cannot break out of its quotes', () => {
    const account = new DigestAccount({ user: 'a"\r\nX: y', password: '' }, seededRandom(1));
    expect(account.authorize({ ...PLAIN, qop: null }, REGISTER)).toContain('username="a\\"X: y"');
  });
});

describe('challenges', () => {
  test('several in several headers and in one', () => {
    const values = [
      'Bearer realm="x"',
      'Basic realm="b", Digest realm="d, e", nonce="n", qop="auth-int,auth", stale=TRUE, userhash=false',
    ];
    expect(parseChallenges(values)).toEqual([{ ...PLAIN, realm: 'd, e', stale: true }]);
  });

  test.each([
    'Digest realm="r", nonce="n", algorithm=SHA-3',
    'Digest realm="r", nonce="n", algorithm=MD5-sess',
    'Digest realm="r", nonce="n", qop="auth-conf"',
    'Digest realm="r"',
    'Digest',
    '',
    'Bearer',
    '"',
    'Digest realm="r", nonce=',
  ])('not answered: %j', (value) => {
    expect(parseChallenges([value])).toEqual([]);
  });

  test('none is left in what sip.js reads', () => {
    const headers = [
      { name: 'www-authenticate', value: 'Digest realm="r", nonce="n", qop="auth"' },
      { name: 'proxy-authenticate', value: 'Unheard(of' },
      { name: 'via', value: 'x' },
    ];
    const { asked, rest } = takeChallenges({ start: 'SIP/2.0 401 X', headers, body: '' });
    expect(asked).toEqual([{ answerIn: 'Authorization', challenge: PLAIN }]);
    expect(rest.headers).toEqual([{ name: 'via', value: 'x' }]);
  });
});

describe('which challenge', () => {
  const asked = (challenge: Challenge) => ({ answerIn: 'Authorization' as const, challenge });
  const choose = (memory: RegistrarMemory, method: string, ...challenges: Challenge[]) => {
    const choice = chooseChallenges(challenges.map(asked), method, memory);
    return choice.kind === 'answer'
      ? choice.asked.map(({ challenge }) => `${challenge.realm} ${challenge.algorithm.hash}`)
      : choice.kind;
  };

  test('the strongest of each realm', () => {
    const challenges = [
      PLAIN,
      challengeWith('SHA-512-256'),
      challengeWith('SHA-256'),
      { ...PLAIN, realm: 's' },
    ];
    expect(choose(new RegistrarMemory([]), 'REGISTER', ...challenges)).toEqual(['r SHA-512-256', 's MD5']);
  });

  test('the registrar names the realms; before, only the line’s own names count', () => {
    const memory = new RegistrarMemory(['home.test']);
    const home = { ...PLAIN, realm: 'Home.test' };
    expect(choose(memory, 'INVITE', PLAIN)).toBe('none');
    expect(choose(memory, 'INVITE', home)).toEqual(['Home.test MD5']);
    choose(memory, 'REGISTER', PLAIN);
    expect(choose(memory, 'INVITE', PLAIN)).toEqual(['r MD5']);
    expect(choose(memory, 'INVITE', { ...PLAIN, realm: 'stranger' })).toBe('none');
  });

  test('never weaker than before, whatever the realm is called then', () => {
    const memory = new RegistrarMemory([]);
    choose(memory, 'REGISTER', challengeWith('SHA-256'));
    expect(choose(memory, 'REGISTER', PLAIN)).toBe('weaker');
    expect(choose(memory, 'INVITE', PLAIN)).toBe('weaker');
    // Until we are registered, the proxy before the registrar may know less.
    expect(choose(memory, 'REGISTER', { ...PLAIN, realm: 'proxy' })).toEqual(['proxy MD5']);
    memory.settle();
    expect(choose(memory, 'REGISTER', { ...PLAIN, realm: 'proxy' })).toEqual(['proxy MD5']);
    expect(choose(memory, 'REGISTER', { ...PLAIN, realm: 'new' })).toBe('weaker');
    expect(choose(memory, 'REGISTER', challengeWith('SHA-512-256', { realm: 'new' }))).toHaveLength(1);
  });

  test('a line set anew finds its registrar as it was', () => {
    const memories = new RegistrarMemories();
    const line = { domain: 'x.test', server: null };
    memories.of(line).saw(challengeWith('SHA-256'));
    expect(memories.of({ ...line }).allows(PLAIN)).toBe(false);
    expect(memories.of({ domain: 'y.test', server: null }).allows(PLAIN)).toBe(true);
  });
});

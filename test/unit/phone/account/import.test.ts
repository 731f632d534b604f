import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLines } from '../../../../src-main/phone/account/import';
import { parseJson, type Json } from '../../../../src-main/phone/account/json';

function mistake(text: string): string {
  const parsed = parseLines(text);
  return parsed.ok ? 'no mistake' : parsed.error.detail;
}

const one = (fields: string) =>
  `{\n  "lines": [\n    { "user": "1", "domain": "a.example" },\n    { ${fields} }\n  ]\n}`;

describe('a good file', () => {
  test('needs user and domain only', () => {
    expect(parseLines('{"lines":[{"user":" 620 ","domain":"fritz.box"}]}')).toEqual({
      ok: true,
      value: [
        {
          password: null,
          clientKey: null,
          draft: {
            label: '620@fritz.box',
            displayName: '',
            user: '620',
            domain: 'fritz.box',
            authUser: null,
            transport: 'udp',
            server: null,
            webSocketPath: '/ws',
            media: 'rtp',
            codecs: ['opus', 'G722', 'PCMA', 'PCMU'],
            trustedCa: null,
            expiresS: 600,
            trustsIdentity: true,
            hidesIdentity: false,
            autoAnswer: false,
            pinnedCertificate: null,
            clientCertificate: null,
            redirects: 'same-domain',
            encryption: 'if-offered',
          },
        },
      ],
    });
  });

  test('may say everything', () => {
    const text = `\ufeff{ "lines": [ { "label": "Büro", "displayName": "Anna", "user": "anna", "domain": "pbx.example",
      "authUser": "a1", "password": "p\\u00e4ss", "transport": "wss", "server": "[::1]:8089", "webSocketPath": "/sip",
      "media": "rtp", "codecs": ["PCMU", "PCMU"], "trustedCa": null, "expiresS": 300 } ] }`;
    const parsed = parseLines(text);
    expect(parsed).toMatchObject({
      ok: true,
      value: [
        {
          password: 'päss',
          draft: { server: { host: '[::1]', port: 8089 }, codecs: ['PCMU'], media: 'rtp', label: 'Büro' },
        },
      ],
    });
  });

  test('speaks WebRTC over WebSocket unless told otherwise', () => {
    expect(parseLines(one('"user": "2", "domain": "b", "transport": "wss"'))).toMatchObject({
      value: [{}, { draft: { media: 'webrtc', codecs: ['opus', 'PCMA', 'PCMU'] } }],
    });
    expect(
      parseLines(one('"user": "2", "domain": "b", "server": { "host": "c", "port": 5080 }')),
    ).toMatchObject({
      value: [{}, { draft: { server: { host: 'c', port: 5080 } } }],
    });
  });
});

test.each([
  ['', 'line 1, column 1: a value is missing here'],
  ['[]', 'line 1, column 1: the file must be an object with "lines"'],
  ['{}', 'line 1, column 1: lines: is missing'],
  ['{"line": []}', 'line 1, column 10: line: there is no such field'],
  ['{"lines": 3}', 'line 1, column 11: lines: must be a list'],
  ['{\n  "lines": [\n    {,}\n  ]\n}', 'line 3, column 6: a name in quotation marks is missing here'],
  ['{"lines": []} x', 'line 1, column 15: nothing more may follow here'],
  ['{"lines": [1,]}', 'line 1, column 14: a value is missing here'],
  ['{"lines": [1 2]}', 'line 1, column 14: "," or "]" is missing here'],
  ['{"lines": [],\n"lines": []}', 'line 2, column 1: "lines" stands here twice'],
  [
    '{"lines": ["a\nb"]}',
    'line 1, column 12: this text is not closed, or holds a line break or a bad escape',
  ],
  [one('"user": "2"'), 'line 4, column 5: lines[1].domain: is missing'],
  [one('"user": 2, "domain": "b"'), 'line 4, column 15: lines[1].user: must be a text'],
  [one('"user": "2", "domain": "b c"'), 'line 4, column 30: lines[1].domain: bad-host'],
  [
    one('"user": "1", "domain": "A.example"'),
    'line 4, column 5: lines[1]: 1@a.example stands already in lines[0]',
  ],
  [
    one('"user": "2", "domain": "b", "pasword": "x"'),
    'line 4, column 46: lines[1].pasword: there is no such field',
  ],
  [
    one('"user": "2", "domain": "b", "server": "b:99999"'),
    'line 4, column 45: lines[1].server.port: bad-port',
  ],
  [
    one('"user": "2", "domain": "b",\n "server": { "host": "b", "port": "5060" }'),
    'line 5, column 35: lines[1].server.port: must be a number',
  ],
  [one('"user": "2", "domain": "b", "codecs": ["G729"]'), 'lines[1].codecs[0]: must be one of opus'],
  [one('"user": "2", "domain": "b", "codecs": []'), 'lines[1].codecs: empty'],
  [one('"user": "2", "domain": "b", "transport": "sctp"'), 'lines[1].transport: must be one of udp'],
  [one('"user": "2", "domain": "b", "expiresS": 1.5'), 'lines[1].expiresS: out-of-range'],
  [one('"user": "2", "domain": "b", "trustedCa": "x"'), 'lines[1].trustedCa: bad-pem'],
  [`{"lines": ${'['.repeat(100_000)}`, 'nested too deeply'],
])('a mistake is found and named (%#)', (text, expected) => {
  expect(mistake(text)).toContain(expected);
});

function plain(json: Json): unknown {
  switch (json.type) {
    case 'object':
      return Object.fromEntries([...json.members].map(([name, value]) => [name, plain(value)]));
    case 'array':
      return json.items.map(plain);
    case 'null':
      return null;
    default:
      return json.value;
  }
}

test('what it reads is what JSON.parse reads, however it is spaced', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 1, 4), (text, indent) => {
      const value = JSON.parse(text) as unknown;
      const parsed = parseJson(JSON.stringify(value, null, indent));
      expect(parsed.ok && JSON.stringify(plain(parsed.value))).toBe(JSON.stringify(value));
    }),
  );
});

test('what JSON.parse refuses it refuses, without throwing', () => {
  const broken = fc.string({
    unit: fc.constantFrom(...Array.from('{}[]",:\\ntruefalse0123.eE-+ \n\u0001')),
    maxLength: 20,
  });
  fc.assert(
    fc.property(broken, (text) => {
      let good = true;
      try {
        JSON.parse(text);
      } catch {
        good = false;
      }
      const parsed = parseJson(text);
      // Only a name that stands twice is refused here and not there.
      if (parsed.ok !== good)
        expect(parsed).toMatchObject({ error: { detail: expect.stringContaining('twice') as string } });
    }),
    { numRuns: 3_000 },
  );
});

test('whatever is in the file, it is read or refused', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      mistake(`{"lines":[${text}]}`);
      mistake(text);
    }),
  );
});

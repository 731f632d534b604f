/**
 * What is linked into the prebuilt files of native modules and has no package of its own. All of it is free: hidapi
 * offers a choice of GPL, BSD and its own licence, of which BSD is taken; `usb` 3 is Rust's nusb, not libusb (LGPL).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './setup/paths.mjs';

/** The crates inside @node-usb/*, as its debug texts name them. Where there is a choice, the one taken here. */
const CRATES = {
  addr2line: 'MIT',
  gimli: 'MIT',
  hashbrown: 'MIT',
  libloading: 'ISC',
  miniz_oxide: 'MIT',
  napi: 'MIT',
  'napi-sys': 'MIT',
  nusb: 'MIT',
  once_cell: 'MIT',
  'rustc-demangle': 'MIT',
  rustix: 'MIT',
  slab: 'MIT',
  tokio: 'MIT',
};

const HIDAPI = join(ROOT, 'node_modules/node-hid/hidapi');

export const parts = () => [
  {
    name: 'hidapi',
    version: readFileSync(join(HIDAPI, 'VERSION'), 'utf8').trim(),
    licence: 'BSD-3-Clause',
  },
  ...Object.entries(CRATES).map(([name, licence]) => ({ name, version: 'in usb', licence })),
];

/** Crates that the prebuilt `usb` of this system names and this list does not. */
export function unknownParts() {
  const folder = join(ROOT, 'node_modules/@node-usb');
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.node'));
  const named = files.flatMap((name) =>
    [
      ...readFileSync(join(folder, name), 'latin1').matchAll(
        /[\\/]([a-z][\w-]*)-\d+\.\d+\.\d+[\\/]src[\\/]/g,
      ),
    ].map(([, crate]) => crate),
  );
  return [...new Set(named)].filter((name) => !(name in CRATES));
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const ISC = `Copyright © 2015, Simonas Kazlauskas

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.`;

const LINE = '='.repeat(80);

/** Their licence texts, for the file that ships with the product. */
export function partNotices() {
  const underMit = Object.keys(CRATES).filter((name) => CRATES[name] === 'MIT');
  return [
    `${LINE}\nhidapi (BSD-3-Clause), inside node-hid\n\n${readFileSync(join(HIDAPI, 'LICENSE-bsd.txt'), 'utf8').trim()}\n`,
    `${LINE}\n${underMit.join(', ')} (MIT), inside usb\n\nCopyright © the authors of each of them\n\n${MIT}\n`,
    `${LINE}\nlibloading (ISC), inside usb\n\n${ISC}\n`,
  ].join('\n');
}

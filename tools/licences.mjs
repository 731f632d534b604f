/**
 * No package that ends up in the product may be under a licence that binds the product (GPL and its kin). Looks at
 * the packages of which the built bundles hold code, and at the native modules that ship beside them. `--notices FILE`
 * also writes all their licence texts to a file, which the installers carry.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, SetupError } from './setup/command.mjs';
import { ROOT } from './setup/paths.mjs';
import { partNotices, parts, unknownParts } from './native-parts.mjs';
import { bundledPackages } from './stamp.mjs';

const FREE = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
  'Zlib',
]);

/** "(MIT OR GPL-3.0)" is a choice; "MIT AND GPL-3.0" is not. */
function isFree(expression) {
  const plain = expression.replace(/[()]/g, '');
  return plain.split(/ OR /i).some((choice) => choice.split(/ AND /i).every((part) => FREE.has(part.trim())));
}

const aboutPackage = (folder) => JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));

/** The licence texts in a package's folder. */
function licenceText(folder) {
  const files = readdirSync(join(ROOT, folder)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  return files.map((name) => readFileSync(join(ROOT, folder, name), 'utf8').trim()).join('\n\n');
}

/** What package.json says, or the text where it says nothing. */
function licenceOf(about, folder) {
  if (typeof about.license === 'string') return about.license;
  return licenceText(folder).startsWith('MIT License') ? 'MIT' : 'none stated';
}

/** `folder` and everything its package depends on at run time and that is installed here. */
function withDependencies(folder) {
  const about = aboutPackage(folder);
  const next = Object.keys({ ...about.dependencies, ...about.optionalDependencies })
    .map((name) => `node_modules/${name}`)
    .filter((path) => existsSync(join(ROOT, path)));
  return [folder, ...next.flatMap(withDependencies)];
}

function shipped() {
  const native = Object.keys(aboutPackage('.').dependencies).map((name) => `node_modules/${name}`);
  const folders = [...new Set([...bundledPackages(), ...native.flatMap(withDependencies)])].sort();
  return folders.map((folder) => {
    const about = aboutPackage(folder);
    return { name: about.name, version: about.version, licence: licenceOf(about, folder), folder };
  });
}

const notice = ({ name, version, licence, folder }) =>
  `${'='.repeat(80)}\n${name} ${version} (${licence})\n\n${licenceText(folder)}\n`;

await main(() => {
  const packages = [...shipped(), ...parts()];
  const bound = packages.filter(({ licence }) => !isFree(licence));
  if (bound.length > 0)
    throw new SetupError(
      `may not be in the product: ${bound.map(({ name, licence }) => `${name} (${licence})`).join(', ')}`,
    );
  const unknown = unknownParts();
  if (unknown.length > 0)
    throw new SetupError(`tools/native-parts.mjs does not say what these are: ${unknown.join(', ')}`);
  const at = process.argv.indexOf('--notices');
  if (at > 0) writeFileSync(process.argv[at + 1], [...shipped().map(notice), partNotices()].join('\n'));
  for (const { name, version, licence } of packages) process.stdout.write(`${name} ${version}: ${licence}\n`);
});

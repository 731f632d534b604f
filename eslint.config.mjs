import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import svelteConfig from './svelte.config.mjs';

const TYPED = ['src-*/**/*.ts', 'src-renderer/**/*.svelte', 'test/**/*.ts'];

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a thing has one name everywhere.',
};
const noEnum = { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' };
const noNamespace = { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Use a module.' };

export default tseslint.config(
  { ignores: ['out/', 'node_modules/', '**/*.d.mts', 'test/architecture/fixtures/'] },
  {
    files: TYPED,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      // A number or a boolean in a message reads as itself.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `() => void sendSomething()` says that the answer is not waited for.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', 400],
      'no-restricted-syntax': ['error', noDefaultExport, noEnum, noNamespace],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
    },
  },
  {
    files: ['src-main/**/*.ts', 'src-preload/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['src-renderer/**/*.svelte', 'src-renderer/**/*.svelte.ts'],
    extends: [svelte.configs.recommended],
    languageOptions: { parserOptions: { parser: tseslint.parser, svelteConfig } },
    rules: {
      // `let { open } = $props()` is how Svelte wants it.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props', '$derived', '$bindable'] }],
      // A Set or Map that only keeps books is not shown and need not be reactive.
      'svelte/prefer-svelte-reactivity': 'off',
      // It reads the reason behind `--` as more warnings to ignore.
      'svelte/no-unused-svelte-ignore': 'off',
      // eslint's types do not see into a component: svelte-check, which does, checks these.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Their runners want a default export.
    files: ['test/**/*.config.ts', 'test/tour/reporter.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '*.config.ts'],
    extends: [tseslint.configs.strict, tseslint.configs.disableTypeChecked],
    rules: { 'max-lines': ['error', 400], eqeqeq: 'error', '@typescript-eslint/no-require-imports': 'off' },
  },
);

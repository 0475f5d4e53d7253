import tseslint from 'typescript-eslint'

/** Each of these packages is wrapped by exactly one module; only that module may import it. */
const WRAPPED = {
  modesl: 'src/freeswitch/modesl-connection.ts',
  'simple-git': 'src/git/git.ts',
  'fast-xml-parser': 'src/freeswitch/xml-reply.ts',
  ajv: 'src/config/schema.ts',
  yaml: 'src/config/yaml.ts',
  diff: 'src/render/unified-diff.ts',
}
const CORE = ['src/model/**', 'src/xml/**', 'src/plan/**', 'src/render/**', 'src/errors.ts']
const SHELL = ['cli', 'apply', 'freeswitch', 'targets', 'git', 'sandbox']

const wrappedOnly = Object.entries(WRAPPED).map(([name, home]) => ({
  name,
  message: `Only ${home} imports ${name}.`,
}))

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/'] },
  {
    files: ['src/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-console': 'error',
      'no-restricted-imports': ['error', { paths: wrappedOnly }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Only cli/main ends the process.' },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 15],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  ...Object.entries(WRAPPED).map(([name, home]) => ({
    files: [home],
    rules: {
      'no-restricted-imports': ['error', { paths: wrappedOnly.filter((each) => each.name !== name) }],
    },
  })),
  {
    // The core decides and never acts: no clock, no files, no randomness, no shell folder.
    files: CORE,
    rules: {
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is a parameter.' },
        { object: 'Math', property: 'random', message: 'Randomness is a parameter.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: wrappedOnly.filter(({ name }) => name !== 'diff'),
          patterns: [
            { group: ['node:*', '!node:crypto'], message: 'The core imports no node module.' },
            { group: SHELL.map((folder) => `**/${folder}/**`), message: 'The core imports no shell folder.' },
          ],
        },
      ],
    },
  },
  { files: ['src/cli/main.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['test/**/*.ts'],
    extends: [tseslint.configs.recommended],
  },
)

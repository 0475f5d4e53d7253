import tseslint from 'typescript-eslint'

/** Each of these packages is wrapped by one module (and what belongs to it); only that may import it. */
const WRAPPED = {
  modesl: ['src/freeswitch/modesl-connection.ts'],
  'simple-git': ['src/git/run-git.ts'],
  'fast-xml-parser': ['src/freeswitch/xml-reply.ts'],
  ajv: ['src/config/schema.ts', 'src/config/schema-errors.ts', 'src/config/validator.ts'],
  yaml: [
    'src/config/format-yaml.ts',
    'src/config/parse-yaml.ts',
    'src/config/yaml.ts',
    'src/config/yaml-errors.ts',
    'src/config/yaml-tree.ts',
  ],
  diff: ['src/render/unified-diff.ts'],
  'prom-client': ['src/watch/prometheus.ts'],
}
const PACKAGES = Object.keys(WRAPPED)

/** The shell of config/: it reads files, the environment and secrets. */
const CONFIG_SHELL = [
  'src/config/files.ts',
  'src/config/load.ts',
  'src/config/local-secrets.ts',
  'src/config/read-sources.ts',
]
const CORE = [
  'src/model/**',
  'src/import/**',
  'src/xml/**',
  'src/plan/**',
  'src/render/**',
  'src/policies/**',
  'src/config/**',
  'src/errors.ts',
]
const SHELL = ['cli', 'apply', 'freeswitch', 'targets', 'git', 'sandbox', 'watch']

/** Forbids importing, statically or not, each wrapped package but the given ones. */
function wrapped(allowed, more = []) {
  const forbidden = PACKAGES.filter((each) => !allowed.includes(each))
  const message = (name) => `Only ${WRAPPED[name].join(', ')} may import ${name}.`
  return {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...forbidden.map((name) => ({ group: [name, `${name}/*`], message: message(name) })),
          ...more,
        ],
      },
    ],
    'no-restricted-syntax': [
      'error',
      ...forbidden.map((name) => ({
        selector: `ImportExpression[source.value=/^${name}(\\u002F|$)/]`,
        message: message(name),
      })),
    ],
  }
}

const PURE_IMPORTS = [
  { group: ['node:*', '!node:crypto'], message: 'The core imports no node module.' },
  { group: SHELL.map((folder) => `**/${folder}/**`), message: 'The core imports no shell folder.' },
]

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'site/', 'node_modules/'] },
  {
    files: ['src/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-console': 'error',
      ...wrapped([]),
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Only cli/start ends the process.' },
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
  ...Object.entries(WRAPPED).map(([name, homes]) => ({ files: homes, rules: wrapped([name]) })),
  {
    // The core decides and never acts: no clock, no files, no randomness, no shell folder.
    files: CORE,
    ignores: CONFIG_SHELL,
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'performance', 'globalThis'],
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is a parameter.' },
        { object: 'Math', property: 'random', message: 'Randomness is a parameter.' },
      ],
    },
  },
  ...CORE.map((files) => ({
    files: [files],
    ignores: [...CONFIG_SHELL, ...Object.values(WRAPPED).flat()],
    rules: wrapped([], PURE_IMPORTS),
  })),
  ...Object.entries(WRAPPED)
    .filter(([, homes]) => homes.every((home) => /^src\/(config|render)\//.test(home)))
    .map(([name, homes]) => ({ files: homes, rules: wrapped([name], PURE_IMPORTS) })),
  { files: ['src/cli/start.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    extends: [tseslint.configs.recommended],
  },
)

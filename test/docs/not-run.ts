/**
 * The lines of the documentation that no test runs as they stand, each with the reason; where something can be run in
 * its place that does the same, it is.
 */
export interface NotRun {
  /** Where it stands. */
  readonly page: string
  readonly line: string
  readonly because: string
  readonly instead?: string
}

export const NOT_RUN: readonly NotRun[] = [
  {
    page: 'README.md',
    line: 'npm ci && npm run demo',
    because: 'it installs and builds what the tests are running on; what it runs then is run',
    instead: 'node "$REPOSITORY/examples/quickstart/demo.js"',
  },
  {
    page: 'README.md',
    line: 'npm ci && npm test',
    because: 'it is what runs this test',
  },
  {
    page: 'README.md',
    line: 'npm ci && npm run build && npm link',
    because: 'it changes the machine; the tests have the same gwctl on their PATH',
    instead: 'gwctl --version',
  },
  {
    page: 'docs/shells.md',
    line: 'man -l man/gwctl.1',
    because: 'not every machine has man; the page has tests of its own',
  },
]

/** Blocks of text that no command of their page prints, each with the reason; `begins` is the beginning of the block. */
export const ILLUSTRATIONS: readonly {
  readonly page: string
  readonly begins: string
  readonly because: string
}[] = [
  {
    page: 'docs/editors.md',
    begins: '        ping: 25',
    because: 'an editor draws it; the test of the language server asks for the same',
  },
  { page: 'docs/ci.md', begins: 'docker build', because: 'there is no Docker where the tests run' },
]

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The order of the navigation. A page of docs/ that is named nowhere comes at the end of it, under "More",
 * with its own heading as its title: nothing is left out for not being listed.
 */
const SECTIONS = [
  [
    'Begin',
    ['README.md', 'docs/getting-started.md', 'docs/concepts.md', 'docs/yaml.md', 'docs/migrating.md'],
  ],
  [
    'Work',
    [
      'docs/safety.md',
      'docs/policies.md',
      'docs/failover.md',
      'docs/monitoring.md',
      'docs/ci.md',
      'docs/editors.md',
      'docs/shells.md',
      'docs/troubleshooting.md',
    ],
  ],
  [
    'Look up',
    [
      'docs/commands.md',
      'docs/gateway-parameters.md',
      'docs/profile-settings.md',
      'docs/exit-codes.md',
      'docs/plan-json.md',
      'docs/freeswitch.md',
      'CHANGELOG.md',
    ],
  ],
]

/** The sections of the navigation: a title, and the Markdown files of its pages. */
export function sections(root) {
  const listed = SECTIONS.map(([title, files]) => [
    title,
    files.filter((file) => existsSync(join(root, file))),
  ])
  const named = new Set(listed.flatMap(([, files]) => files))
  const more = markdownIn(root, 'docs').filter((file) => !named.has(file))
  const examples = readdirSync(join(root, 'examples'))
    .sort()
    .map((name) => `examples/${name}/README.md`)
    .filter((file) => existsSync(join(root, file)))
  return [...listed, ['Examples', examples], ['More', more]].filter(([, files]) => files.length > 0)
}

function markdownIn(root, folder) {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`)
}

/** Where the page of a Markdown file stands in the site: README.md is the index of its folder. */
export function pageOf(file) {
  const html = file.replace(/\.md$/, '.html')
  return html.endsWith('README.html') ? join(dirname(html), 'index.html') : html
}

import { escape, relativeTo } from './render-markdown.js'

/** One page whole: no script, nothing from elsewhere; its style is a file beside it. */
export function layout({ page, title, html, navigation }) {
  const name = title === 'gwctl' ? title : `${title} - gwctl`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(name)}</title>
<link rel="stylesheet" href="${relativeTo(page, 'style.css')}">
</head>
<body>
<a class="skip" href="#content">To the text</a>
<div class="page">
<nav aria-label="Pages">
<details open>
<summary>gwctl</summary>
${navigation.map((section) => sectionOf(section, page)).join('\n')}
</details>
</nav>
<main id="content">
${html}
</main>
</div>
</body>
</html>
`
}

function sectionOf({ title, pages }, here) {
  const items = pages.map(({ page, title: name }) => {
    const current = page === here ? ' aria-current="page"' : ''
    return `<li><a href="${relativeTo(here, page)}"${current}>${escape(name)}</a></li>`
  })
  return `<h2>${escape(title)}</h2>\n<ul>\n${items.join('\n')}\n</ul>`
}

/** Light and dark as the reader's system says; wide enough for a table, narrow enough for a phone. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ground: #ffffff; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --block: #f6f8fa; --link: #0959c2;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #0d1117; --text: #e6edf3; --quiet: #9aa4af; --line: #3d444d; --block: #161b22; --link: #58a6ff; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.6 system-ui, sans-serif; }
a { color: var(--link); }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 0.5rem; top: 0.5rem; background: var(--ground); padding: 0.5rem; }
.page { display: flex; flex-wrap: wrap; max-width: 76rem; margin: 0 auto; }
nav { flex: 1 1 14rem; padding: 1.5rem 1rem; font-size: 0.9375rem; }
nav summary { font-weight: 700; cursor: pointer; }
nav h2 { font-size: 0.8125rem; margin: 1.25rem 0 0.25rem; color: var(--quiet); border: 0; padding: 0; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: 0.25rem 0; text-decoration: none; overflow-wrap: anywhere; }
nav a[aria-current] { font-weight: 700; color: var(--text); }
main { flex: 999 1 34rem; min-width: 0; padding: 0.5rem 1rem 4rem; }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; }
h3 { margin-top: 2rem; }
.mark { color: var(--quiet); text-decoration: none; font-weight: 400; }
p, li { overflow-wrap: anywhere; max-width: 46rem; }
code { font: 0.875em/1.5 ui-monospace, monospace; background: var(--block); padding: 0.1em 0.3em; border-radius: 4px; }
pre { background: var(--block); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem; overflow-x: auto; }
pre code { padding: 0; background: none; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9375rem; }
th, td { border: 1px solid var(--line); padding: 0.35rem 0.6rem; text-align: left; vertical-align: top; }
td code { overflow-wrap: anywhere; }
th { background: var(--block); }
@media (max-width: 50rem) {
  nav { flex-basis: 100%; border-bottom: 1px solid var(--line); }
  nav ul { display: flex; flex-wrap: wrap; column-gap: 1rem; }
}
@media print { nav, .mark, .skip { display: none; } }
`

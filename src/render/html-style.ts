/** The colours of a page; every pair of text and ground in it has a contrast of at least 4.5 (WCAG AA). */
export interface Palette {
  readonly ink: string
  readonly muted: string
  readonly paper: string
  readonly panel: string
  readonly line: string
  readonly add: string
  readonly 'add-ground': string
  readonly 'add-mark': string
  readonly remove: string
  readonly 'remove-ground': string
  readonly 'remove-mark': string
  readonly change: string
  readonly mark: string
}

const LIGHT: Palette = {
  ink: '#1f2328',
  muted: '#57606a',
  paper: '#ffffff',
  panel: '#f6f8fa',
  line: '#d0d7de',
  add: '#116329',
  'add-ground': '#e6ffec',
  'add-mark': '#abf2bc',
  remove: '#a40e26',
  'remove-ground': '#ffebe9',
  'remove-mark': '#ffc0b8',
  change: '#7d4e00',
  mark: '#0a53a8',
}

const DARK: Palette = {
  ink: '#e6edf3',
  muted: '#9aa4af',
  paper: '#0d1117',
  panel: '#161b22',
  line: '#3d444d',
  add: '#56d364',
  'add-ground': '#12261e',
  'add-mark': '#1d572d',
  remove: '#ff938a',
  'remove-ground': '#2b1719',
  'remove-mark': '#7d2a2a',
  change: '#e3b341',
  mark: '#79c0ff',
}

/** The style sheet of a page: light and dark as the reader's system has it, one column on a phone. */
export function pageStyle(): string {
  return `:root{color-scheme:light dark;${variables(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${variables(DARK)}}}
${RULES}`
}

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}:${String(value)};`)
    .join('')
}

const RULES = `*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:76rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.125rem;margin:2rem 0 .5rem}
p{margin:.5rem 0}
code,pre,.diff{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.75rem;margin:.5rem 0;white-space:pre-wrap}
.muted{color:var(--muted)}
.refused{border:1px solid var(--remove);border-left-width:6px;border-radius:6px;padding:.5rem 1rem;background:var(--remove-ground)}
.refused h2{margin:.25rem 0;color:var(--remove)}
.card{border:1px solid var(--line);border-left-width:6px;border-radius:6px;padding:.5rem 1rem;margin:.75rem 0;background:var(--panel)}
.card h3{font-size:1rem;margin:0}
.card.add{border-left-color:var(--add)}.add>h3 b{color:var(--add)}
.card.remove{border-left-color:var(--remove)}.remove>h3 b{color:var(--remove)}
.card.change{border-left-color:var(--change)}.change>h3 b{color:var(--change)}
.card.mark{border-left-color:var(--mark)}.mark>h3 b{color:var(--mark)}
.params{border-collapse:collapse;margin:.5rem 0}
.params th,.params td{text-align:left;vertical-align:top;padding:.125rem 1rem .125rem 0;font-weight:400}
.params thead th{color:var(--muted)}
summary{cursor:pointer;padding:.25rem 0}
details{margin:.5rem 0}
.diff{width:100%;border-collapse:collapse;table-layout:fixed;border:1px solid var(--line)}
.diff col.no{width:4.5em}
.diff th,.diff td{padding:0 .5rem;vertical-align:top;text-align:left;font-weight:400;white-space:pre-wrap;tab-size:4}
.diff thead th{color:var(--muted);background:var(--panel);padding:.25rem .5rem}
.diff .no{color:var(--muted);text-align:right;white-space:nowrap}
.diff .old{background:var(--remove-ground)}.diff .new{background:var(--add-ground)}
.diff del{background:var(--remove-mark);text-decoration:none}.diff ins{background:var(--add-mark);text-decoration:none}
.diff .note td{color:var(--muted);background:var(--panel);text-align:center}
@media (max-width:44rem){
main{padding:.75rem}
.diff,.diff tbody{display:block}.diff colgroup,.diff thead{display:none}
.diff tr{display:grid;grid-template-columns:4.5em minmax(0,1fr)}
.diff .same .twin,.diff .gap{display:none}
.diff .note td{grid-column:1/-1}
.params,.params tbody,.params tr,.params td,.params th{display:block}.params thead{display:none}
.params th{margin-top:.5rem}.params td{padding-left:1rem}
.params td::before{content:attr(data-is) ": ";color:var(--muted)}
}
@media print{details>*{display:block}}`

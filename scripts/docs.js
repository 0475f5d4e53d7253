// `npm run docs -- [FOLDER]`: the site of README, docs/ and examples/, as HTML that needs no server. Default: site/.
import { resolve } from 'node:path'
import { buildSite } from './site/build-site.js'

const out = process.argv[2] ?? 'site'
const pages = buildSite(process.cwd(), resolve(out))
process.stdout.write(`${pages.length} pages in ${out}; begin with ${out}/index.html\n`)

import { posix, relative, sep } from 'node:path'
import type { ConfigFiles } from '../config/files.ts'
import type { Git } from './run-git.ts'

/** A file, a link or a submodule of a commit. */
interface TreeEntry {
  /** Octal: 100644, 100755, 120000 for a symbolic link, 160000 for a submodule. */
  readonly mode: string
  readonly id: string
}

const LINK = '120000'
const SUBMODULE = '160000'

/** Where a path leads to in a commit; paths are '/'-separated and start at the top, which is ''. */
type Located =
  | { readonly kind: 'file'; readonly id: string }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'nothing'; readonly error: string }

/** The most links that are followed on the way to one file, and the deepest that a directory is listed. */
const MOST_LINKS = 16

/**
 * The files of one commit, read from the object store: no checkout, and the work tree is not looked at.
 *
 * @param top    absolute path at which the tree is to stand
 * @param paths  the files and directories that will be read, absolute; nothing else can be
 */
export async function readTreeFiles(
  git: Git,
  commit: string,
  top: string,
  paths: readonly string[],
): Promise<ConfigFiles> {
  const entries = readEntries(await git.text(['ls-tree', '-r', '-z', '--full-tree', commit]))
  const links = [...entries.values()].filter((each) => each.mode === LINK).map((each) => each.id)
  const tree = new Tree(entries, await git.blobs(links))
  const inTree = (path: string): string => relative(top, path).split(sep).join('/')
  const wanted = paths.flatMap((path) => tree.filesAt(inTree(path)))
  const blobs = await git.blobs([...new Set(wanted)])
  return {
    read(path) {
      const found = tree.locate(inTree(path))
      if (found.kind === 'directory') return { error: 'is a directory' }
      if (found.kind === 'nothing') return { error: found.error }
      const bytes = blobs.get(found.id)
      return bytes === undefined ? { error: 'is not in this copy of the repository' } : { bytes }
    },
    isDirectory: (path) => tree.locate(inTree(path)).kind === 'directory',
    listYaml(path) {
      const listed = tree.listYaml(inTree(path))
      return 'error' in listed ? listed : { paths: listed.paths.map((each) => posix.join(top, each)).sort() }
    },
  }
}

/** `MODE TYPE ID<tab>PATH`, each ended by NUL (git-ls-tree(1)). */
function readEntries(listing: string): Map<string, TreeEntry> {
  const lines = listing.split('\0').filter((each) => each !== '')
  return new Map(
    lines.map((line): [string, TreeEntry] => {
      const tab = line.indexOf('\t')
      const [mode = '', , id = ''] = line.slice(0, tab).split(' ')
      return [line.slice(tab + 1), { mode, id }]
    }),
  )
}

class Tree {
  readonly #entries: ReadonlyMap<string, TreeEntry>
  readonly #links: ReadonlyMap<string, Uint8Array>
  /** Names of what stands in each directory. */
  readonly #children = new Map<string, Set<string>>([['', new Set()]])

  constructor(entries: ReadonlyMap<string, TreeEntry>, links: ReadonlyMap<string, Uint8Array>) {
    this.#entries = entries
    this.#links = links
    for (const path of entries.keys()) this.#addToParents(path)
  }

  #addToParents(path: string): void {
    const cut = path.lastIndexOf('/')
    const parent = cut < 0 ? '' : path.slice(0, cut)
    const known = this.#children.get(parent)
    if (known !== undefined) known.add(path.slice(cut + 1))
    else {
      this.#children.set(parent, new Set([path.slice(cut + 1)]))
      this.#addToParents(parent)
    }
  }

  locate(path: string, links = 0): Located {
    const words = posix.normalize(path).split('/')
    if (words[0] === '..') return { kind: 'nothing', error: 'does not stand in the git repository' }
    let at = ''
    for (const [index, word] of words.entries()) {
      if (word === '.' || word === '') continue
      at = at === '' ? word : `${at}/${word}`
      const entry = this.#entries.get(at)
      if (entry === undefined && !this.#children.has(at)) return { kind: 'nothing', error: 'does not exist' }
      if (entry?.mode === SUBMODULE)
        return { kind: 'nothing', error: 'stands in a submodule, which is a repository of its own' }
      const rest = words.slice(index + 1)
      if (entry?.mode === LINK) return this.#follow(at, entry, rest, links)
      if (entry !== undefined)
        return rest.length === 0
          ? { kind: 'file', id: entry.id }
          : { kind: 'nothing', error: 'does not exist' }
    }
    return { kind: 'directory', path: at }
  }

  #follow(at: string, { id }: TreeEntry, rest: readonly string[], links: number): Located {
    const target = Buffer.from(this.#links.get(id) ?? []).toString()
    if (links >= MOST_LINKS)
      return { kind: 'nothing', error: 'cannot be read: its symbolic links lead back to themselves' }
    const path = posix.join(posix.dirname(at), target, ...rest)
    if (target.startsWith('/') || path.startsWith('../'))
      return { kind: 'nothing', error: 'is a symbolic link that leads out of the git repository' }
    return this.locate(path, links + 1)
  }

  /** As a disk is listed (config/files.ts): links are followed, hidden names left out. */
  listYaml(path: string, depth = 0): { readonly paths: readonly string[] } | { readonly error: string } {
    const found = this.locate(path)
    if (found.kind !== 'directory') return { error: 'does not exist' }
    if (depth > MOST_LINKS) return { error: 'holds directories more than 16 levels deep' }
    const paths: string[] = []
    for (const name of this.#children.get(found.path) ?? []) {
      if (name.startsWith('.')) continue
      const child = posix.join(path, name)
      // A work tree would show what is in it; here it cannot be seen, and must not seem to be empty.
      if (this.#entries.get(child)?.mode === SUBMODULE)
        return { error: `holds the submodule ${name}, which is a repository of its own` }
      if (this.locate(child).kind !== 'directory') {
        if (/\.ya?ml$/i.test(name)) paths.push(child)
        continue
      }
      const below = this.listYaml(child, depth + 1)
      if ('error' in below) return below
      paths.push(...below.paths)
    }
    return { paths }
  }

  /** Ids of the file at a path, or of all YAML files below it. */
  filesAt(path: string): string[] {
    const found = this.locate(path)
    if (found.kind === 'file') return [found.id]
    const listed = this.listYaml(path)
    const paths = 'error' in listed ? [] : listed.paths
    return paths.flatMap((each) => {
      const file = this.locate(each)
      return file.kind === 'file' ? [file.id] : []
    })
  }
}

/**
 * The places where an apply can be cut off: after each of its effects and of its journal records.
 * Plain JavaScript, because the child that is killed runs without a compiler.
 *
 * @param ports         `target` and `link` of an apply
 * @param beginJournal  as in src/apply/journal.ts
 * @param watch         `enter(what)` is called before each effect, `done(what)` after it; either may throw or kill
 */
export function watchEffects(ports, beginJournal, watch) {
  const during = (what, act) => {
    watch.enter(what)
    const result = act()
    watch.done(what)
    return result
  }
  const duringAsync = async (what, act) => {
    watch.enter(what)
    const result = await act()
    watch.done(what)
    return result
  }
  const { target, link } = ports
  return {
    ...ports,
    target: {
      ...target,
      write: (...args) => during('write', () => target.write(...args)),
      prepare: (files) => duringAsync('prepare', () => target.prepare(files)),
      settle: () => during('settle', () => target.settle()),
      remove: (...args) => during('remove', () => target.remove(...args)),
      sweep: (...args) => {
        watch.enter('sweep')
        target.sweep(...args)
      },
    },
    link: new Proxy(link, {
      get: (whole, name) => {
        const method = whole[name]
        if (typeof method !== 'function') return method
        return (...args) => {
          if (name === 'send')
            return duringAsync(args[0].replace(/^sofia profile /, ''), () => whole.send(...args))
          if (name === 'waitFor') return duringAsync('wait', () => whole.waitFor(...args))
          // The others only ask; one that has ended does not even do that.
          watch.enter(name)
          return method.apply(whole, args)
        }
      },
    }),
    journal: (root, header) => {
      const journal = during('journal', () => beginJournal(root, header))
      return {
        header: journal.header,
        append: (...records) => during(`record ${records[0].kind}`, () => journal.append(...records)),
        close: () => during('close', () => journal.close()),
      }
    },
  }
}

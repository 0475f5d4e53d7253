/** Commands of mod_distributor, and whether it is there. */
import type { DistributorNode } from '../model/disk.ts'
import type { Command } from './command.ts'
import { commonFailure, failWith, succeed, type Outcome, type ValueReply } from './reply.ts'
import { listWord, moduleWord } from './words.ts'

/** Reads the distributor lists anew from memory: `reloadxml` comes first. `-error` gives no reason. */
export function reloadDistributors(): Command<Outcome> {
  return {
    line: 'distributor_ctl reload',
    parse(reply) {
      if (reply === '+OK reloaded.\n') return succeed(reply)
      return commonFailure(reply) ?? failWith(reply === '-error\n' ? 'refused' : 'unexpected', reply)
    },
  }
}

/** The nodes of a list as they share calls now, `modify` included; `undefined` for a list that is not loaded. */
export function dumpDistributor(list: string): Command<ValueReply<readonly DistributorNode[] | undefined>> {
  return {
    line: `distributor_ctl dump ${listWord('distributor_ctl dump', list)}`,
    parse(reply) {
      if (reply === 'cannot find list\n') return { ok: true, value: undefined }
      const nodes = readNodes(reply)
      return nodes === undefined
        ? (commonFailure(reply) ?? failWith('unexpected', reply))
        : { ok: true, value: nodes }
    },
  }
}

function readNodes(reply: string): readonly DistributorNode[] | undefined {
  const [head = '', ...lines] = reply.replace(/\n$/, '').split('\n')
  const nodes = lines.flatMap((line) => {
    const [, name, weight] = /^node: name=(.*) weight=(\d+)$/.exec(line) ?? []
    return name === undefined ? [] : [{ name, weight: Number(weight) }]
  })
  return head.startsWith('list: name=') && nodes.length === lines.length ? nodes : undefined
}

/** Whether a module is loaded. */
export function moduleExists(name: string): Command<ValueReply<boolean>> {
  return {
    line: `module_exists ${moduleWord('module_exists', name)}`,
    parse(reply) {
      if (/^(true|false)\n?$/.test(reply)) return { ok: true, value: reply.startsWith('true') }
      return commonFailure(reply) ?? failWith('unexpected', reply)
    },
  }
}

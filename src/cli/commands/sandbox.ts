import path from 'node:path'
import { GwctlError } from '../../errors.ts'
import { numberOption } from '../arguments.ts'
import type { Command } from '../command.ts'

export const sandbox: Command = {
  name: 'sandbox',
  summary: 'run a stand-in FreeSWITCH with an event socket, to try things out',
  usage: 'sandbox --conf DIR [--port N]',
  description:
    'Serves an event socket over a model of FreeSWITCH that reads a real configuration directory: profiles,\n' +
    'gateways, their states, deferred deletion, replies as the real one gives them, and carriers that keep\n' +
    'bindings. It listens on 127.0.0.1 only and runs until it is interrupted.',
  options: [
    { name: 'conf', value: 'DIR', takes: 'directory', help: 'the FreeSWITCH configuration directory' },
    {
      name: 'port',
      value: 'N',
      help: "the event socket's port; 0 takes a free one (default: as configured there)",
    },
  ],
  examples: [
    { line: 'gwctl sandbox --conf ./conf', does: 'serve ./conf; in another terminal: gwctl plan' },
    { line: 'gwctl sandbox --conf ./conf --port 0', does: 'on a free port, which is printed' },
  ],
  positionals: 0,
  async run(args, io) {
    const conf = args.value('conf')
    if (conf === undefined) {
      throw new GwctlError('GW100', 'sandbox needs --conf DIR.', {
        hint: 'For example: gwctl sandbox --conf ./conf.',
      })
    }
    const port = numberOption(args, 'port', 0)
    const { startSandbox } = await import('../../sandbox/server.ts')
    const running = await startSandbox({
      confDir: path.resolve(io.cwd, conf),
      ...(port !== undefined && { port }),
    })
    io.stdout(`The sandbox listens on 127.0.0.1:${running.port}; Ctrl-C ends it.\n`)
    await io.guard(async () => {
      await new Promise<void>((resolve) => {
        if (io.signal.aborted) resolve()
        io.signal.addEventListener('abort', () => resolve(), { once: true })
      })
      await running.close()
    })
    return 0
  },
}

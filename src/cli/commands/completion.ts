import { readFileSync } from 'node:fs'
import { GwctlError } from '../../errors.ts'
import { choice } from '../arguments.ts'
import type { Command } from '../command.ts'
import { packageFile } from '../package-file.ts'

const SCRIPTS = { bash: 'gwctl.bash', zsh: '_gwctl', fish: 'gwctl.fish' } as const
const SHELLS = ['bash', 'zsh', 'fish'] as const

export const completion: Command = {
  name: 'completion',
  summary: 'print what makes bash, zsh or fish complete gwctl',
  usage: 'completion bash|zsh|fish',
  description:
    'Prints a script for the shell. It completes commands, options, the words that an option takes, files, and the names of\n' +
    'profiles, gateways and backups: those of the YAML (-f, or ./gwctl.yaml) and of the configuration directory (--conf, or\n' +
    'the one of the YAML). The script asks gwctl itself, so it need not be made anew when gwctl is updated. The switch is\n' +
    'not asked, and nothing takes longer than 1.5 seconds: what has been found until then is offered.',
  options: [],
  examples: [
    {
      line: 'gwctl completion bash > ~/.local/share/bash-completion/completions/gwctl',
      does: 'bash with the package bash-completion; else `source <(gwctl completion bash)` in ~/.bashrc',
    },
    {
      line: 'gwctl completion zsh > ~/.zfunc/_gwctl',
      does: 'zsh, with `fpath+=~/.zfunc` before `compinit` in ~/.zshrc; or `source <(gwctl completion zsh)` after it',
    },
    { line: 'gwctl completion fish > ~/.config/fish/completions/gwctl.fish', does: 'fish' },
  ],
  positionals: 1,
  takes: [SHELLS],
  run(args, io) {
    const [shell] = args.positionals
    if (shell === undefined)
      throw new GwctlError('GW100', 'completion needs the name of a shell.', {
        hint: 'One of bash, zsh and fish; for example: gwctl completion bash.',
      })
    io.stdout(
      readFileSync(packageFile(`completions/${SCRIPTS[choice('completion', shell, SHELLS)]}`), 'utf8'),
    )
    return Promise.resolve(0)
  },
}

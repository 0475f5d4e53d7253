import type { UnmanagedRule } from './rule.ts'

export const noUnmanagedGateways: UnmanagedRule = {
  name: 'no-unmanaged-gateways',
  about: 'unmanaged',
  description: 'Every gateway on disk and in the switch is one of the YAML.',
  options: {},
  check: () => [
    {
      message: 'it is on disk or in the switch, but not in the YAML, and not marked as managed by gwctl',
      hint: 'Write it in the YAML, which adopts it, or remove it.',
    },
  ],
}

/** Whether a text is an address in one of the networks (`203.0.113.0/24`, `2001:db8::/32`, or one address). */
export function isInNetworks(host: string, networks: readonly string[]): boolean {
  const address = readAddress(host)
  return address !== undefined && networks.some((each) => contains(each, address))
}

/** Whether a text is a network, or an address, at all. */
export function isNetwork(text: string): boolean {
  return readNetwork(text) !== undefined
}

interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

function contains(network: string, address: Address): boolean {
  const read = readNetwork(network)
  if (read === undefined || read.address.bits !== address.bits) return false
  const shift = BigInt(address.bits - read.prefix)
  return read.address.value >> shift === address.value >> shift
}

function readNetwork(text: string): { readonly address: Address; readonly prefix: number } | undefined {
  const slash = text.indexOf('/')
  const address = readAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === undefined) return undefined
  if (slash < 0) return { address, prefix: address.bits }
  const length = text.slice(slash + 1)
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : Infinity
  return prefix > address.bits ? undefined : { address, prefix }
}

function readAddress(text: string): Address | undefined {
  return text.includes(':') ? readV6(text) : readV4(text)
}

function readV4(text: string): Address | undefined {
  const parts = text.split('.')
  // Leading zeros are octal to some and decimal to others.
  const isAddress =
    parts.length === 4 && parts.every((each) => /^(?:0|[1-9]\d{0,2})$/.test(each) && Number(each) <= 255)
  return isAddress ? { bits: 32, value: join(parts.map(Number), 8) } : undefined
}

function readV6(text: string): Address | undefined {
  const gap = text.indexOf('::')
  const head = groups(gap < 0 ? text : text.slice(0, gap))
  const tail = gap < 0 ? [] : groups(text.slice(gap + 2))
  const missing = 8 - head.length - tail.length
  const fits = gap < 0 ? missing === 0 : missing > 0
  const all = [...head, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...tail]
  // A second gap leaves an empty group.
  if (!fits || !all.every((each) => /^[0-9a-f]{1,4}$/i.test(each))) return undefined
  const numbers = all.map((each) => Number.parseInt(each, 16))
  return { bits: 128, value: join(numbers, 16) }
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':')
}

function join(parts: readonly number[], bits: number): bigint {
  return parts.reduce((sum, each) => (sum << BigInt(bits)) | BigInt(each), 0n)
}

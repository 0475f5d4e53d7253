import { pageStyle } from '../../src/render/html-style.ts'

type Palette = ReadonlyMap<string, string>

/** The colours of both schemes, as the style sheet names them. */
function palettes(): [light: Palette, dark: Palette] {
  const [light = '', dark = ''] = pageStyle().split('prefers-color-scheme:dark')
  const read = (css: string): Palette =>
    new Map([...css.matchAll(/--([\w-]+):(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]))
  return [read(light), read(dark)]
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const PAIRS = ['ink', 'muted'].flatMap((text) =>
  ['paper', 'panel', 'add-ground', 'remove-ground'].map((ground): [string, string] => [text, ground]),
)

describe.each([
  ['light', palettes()[0]],
  ['dark', palettes()[1]],
])('the colours of the %s scheme', (_, palette) => {
  it.each<[text: string, ground: string]>([
    ...PAIRS,
    ['ink', 'add-mark'],
    ['ink', 'remove-mark'],
    ['remove', 'remove-ground'],
    ...['add', 'remove', 'change', 'mark'].map((text): [string, string] => [text, 'panel']),
  ])('%s on %s: AA', (text, ground) => {
    const [one, other] = [palette.get(text), palette.get(ground)]
    expect(contrast(one ?? '', other ?? '')).toBeGreaterThanOrEqual(4.5)
  })
})

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

import type { View } from './chromium.ts'

/** A phone and a desk, in light and dark. */
export const VIEWS: readonly [name: string, view: View][] = [
  ['phone-light', { width: 360, height: 740, scheme: 'light', mobile: true }],
  ['phone-dark', { width: 360, height: 740, scheme: 'dark', mobile: true }],
  ['desk-light', { width: 1280, height: 900, scheme: 'light', mobile: false }],
  ['desk-dark', { width: 1280, height: 900, scheme: 'dark', mobile: false }],
]

/** Of every element with text of its own: the worst contrast of its colour to the ground that it stands on. */
export const MEASURE = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number)
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor)
      if (color.length === 3 || color[3] === 1) return color
      if (color[3] !== 0) throw new Error('half transparent: ' + at.outerHTML)
    }
    return [255, 255, 255]
  }
  const texts = [...document.body.querySelectorAll('*')].filter((each) =>
    [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
  const contrasts = texts.map((each) => {
    const [a, b] = [light(parse(getComputedStyle(each).color)), light(ground(each))].sort((x, y) => y - x)
    return { ratio: (a + 0.05) / (b + 0.05), what: each.outerHTML.slice(0, 120) }
  })
  const { scrollWidth, clientWidth } = document.documentElement
  const wide = [...document.body.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > clientWidth + 0.5)
  return {
    scrollWidth, clientWidth, viewport: innerWidth,
    texts: contrasts.length,
    low: contrasts.filter((each) => each.ratio < 4.5),
    wide: wide.map((each) => each.outerHTML.slice(0, 120)),
    ground: getComputedStyle(document.body).backgroundColor,
    scripts: document.scripts.length, images: document.images.length,
    loaded: performance.getEntriesByType('resource').length,
    title: document.title,
  }
})()`

/** What MEASURE gives. */
export interface Measured {
  readonly scrollWidth: number
  readonly clientWidth: number
  readonly viewport: number
  readonly texts: number
  readonly low: readonly unknown[]
  readonly wide: readonly string[]
  readonly ground: string
  readonly scripts: number
  readonly images: number
  readonly loaded: number
  readonly title: string
}

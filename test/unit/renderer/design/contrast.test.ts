import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const design = await readFile(resolve(import.meta.dirname, '../../../../src/renderer/design/design.css'), 'utf8')

/** Relative luminance of a colour token of the design, as WCAG 2.2 defines it. */
function luminance(token: string): number {
  const colour = new RegExp(`--${token}: #([0-9a-f]{6});`).exec(design)?.[1]
  if (!colour) throw new Error(`the design has no colour --${token}`)
  const [r, g, b] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light! + 0.05) / (dark! + 0.05)
}

const grounds = ['ground', 'panel', 'raised']

it.each(['text', 'text-soft', 'text-faint', 'accent', 'accent-strong', 'event', 'event-lost', 'good', 'bad'])(
  '%s can be read wherever it stands',
  (words) => {
    for (const ground of grounds) expect(contrast(words, ground), ground).toBeGreaterThanOrEqual(4.5)
  }
)

it('the words of the main button can be read, and fields and focus rings be seen', () => {
  expect(contrast('accent-ink', 'accent')).toBeGreaterThanOrEqual(4.5)
  for (const line of ['line-field', 'accent'])
    for (const ground of grounds) expect(contrast(line, ground), `${line} on ${ground}`).toBeGreaterThanOrEqual(3)
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLastWords } from '../../../src/main/log/lastWords.ts'

it('gives each line once, however it comes in pieces, and keeps the end', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}$/)), fc.array(fc.nat(7), { minLength: 1 }), (lines, sizes) => {
      const heard: string[] = []
      const words = createLastWords((line) => heard.push(line))
      let text = lines.map((line) => `${line}\n`).join('')
      for (let i = 0; text !== ''; i++) {
        const size = sizes[i % sizes.length]! + 1
        words.hear(text.slice(0, size))
        text = text.slice(size)
      }
      expect(heard).toEqual(lines)
      expect(words.text()).toBe(lines.join('\n').slice(-4096))
    })
  )
})

it('stays small', () => {
  const words = createLastWords(() => undefined)
  for (let i = 0; i < 1000; i++) words.hear('x'.repeat(1000))
  expect(words.text().length).toBe(4096)
})

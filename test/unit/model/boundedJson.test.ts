import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundedJson } from '../../../src/main/model/boundedJson.ts'

describe('the JSON of a model file', () => {
  test('says what JSON says', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(boundedJson(text)).toEqual(JSON.parse(text))
      })
    )
  })

  test('may hold brackets and commas in its texts', () => {
    const text = '\\"[{,'.repeat(100_000)
    expect(boundedJson(`["${text}"]`)).toEqual([text.replaceAll('\\"', '"')])
  })

  test.each<[string, string]>([
    ['arrays in one another, without end', '['.repeat(60_000_000)],
    ['arrays in one another', `${'['.repeat(300)}${']'.repeat(300)}`],
    ['millions of objects', `[${'{},'.repeat(5_000_000)}{}]`],
    ['millions of numbers', `[${'1,'.repeat(5_000_000)}1]`]
  ])('is not read where it is %s', (_, text) => {
    expect(() => boundedJson(text)).toThrow(/more values, or deeper, than a model has/)
  })
})

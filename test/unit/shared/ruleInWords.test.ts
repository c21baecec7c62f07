import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../src/shared/canonicalJson.ts'
import { defaultRule, type Rule } from '../../../src/shared/events.ts'
import { ruleInWords, thresholdInWords } from '../../../src/shared/ruleInWords.ts'

const seconds = (frame: number): number => frame / 10
const relative: Rule = { ...defaultRule, thresholds: 'quantile', enter: 0.5, leave: 0.6 }

describe('a rule in words', () => {
  it('of values is its values', () => {
    const rule: Rule = { ...defaultRule, measure: 'share', enter: 0.2, leave: 0.25, margin: 0.15 }
    expect(ruleInWords({ rule, thresholds: rule, nominal: null, untold: [] }, seconds)).toBe(
      'flag where share, averaged over 0.5 s, falls below 0.2 until it rises above 0.25; ' +
        'events are at least 0.5 s long, gaps under 0.5 s are closed; ' +
        'lanes are at least 50 % certain and widened by 15 % of their width on each side; ' +
        'what is looked for: ‘attention left the lane’, ‘lane lost’, ‘attention jumped’'
    )
  })

  it('of quantiles tells what they come to, and of which stretch', () => {
    const thresholds = { enter: 1.666666, leave: 1.8 }
    expect(ruleInWords({ rule: relative, thresholds, nominal: { first: 10, last: 59 }, untold: [] }, seconds)).toBe(
      'flag where lift, averaged over 0.5 s, falls below 1.67 (quantile 0.5) until it rises above 1.8 (quantile 0.6); ' +
        'quantiles are of that average over the nominal stretch, 0:01.0 to 0:05.9 (frames 10 to 59); ' +
        'events are at least 0.5 s long, gaps under 0.5 s are closed; lanes are at least 50 % certain, as wide as they are; ' +
        'what is looked for: ‘attention left the lane’, ‘lane lost’, ‘attention jumped’'
    )
  })

  it('of quantiles that nothing is known of says so', () => {
    const on = { rule: relative, thresholds: null, nominal: null, untold: [] }
    expect(ruleInWords(on, seconds)).toContain(
      'over the whole drive; no frame there has a score, so nothing is flagged'
    )
    expect(thresholdInWords(on, 'enter')).toBe('an unknown value (quantile 0.5)')
  })

  it('tells what cannot be told', () => {
    const untold = [{ kind: 'jumped' as const, because: 'nobody steered' }]
    expect(ruleInWords({ rule: defaultRule, thresholds: defaultRule, nominal: null, untold }, seconds)).toMatch(
      /; ‘attention jumped’ cannot be told: nobody steered$/
    )
  })

  // Law: whatever is part of a rule is part of its words: two rules that differ in one number differ in words.
  it('leaves nothing out', () => {
    const rule = fc.record({
      measure: fc.constantFrom('share' as const, 'lift' as const),
      thresholds: fc.constantFrom('value' as const, 'quantile' as const),
      enter: fc.integer({ min: 0, max: 50 }).map((n) => n / 100),
      leave: fc.integer({ min: 50, max: 100 }).map((n) => n / 100),
      smoothSeconds: fc.integer({ min: 0, max: 30 }).map((n) => n / 10),
      minSeconds: fc.integer({ min: 0, max: 50 }).map((n) => n / 10),
      mergeSeconds: fc.integer({ min: 0, max: 50 }).map((n) => n / 10),
      minConfidence: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
      margin: fc.integer({ min: 0, max: 6 }).map((n) => n / 20),
      kinds: fc.record({ left: fc.boolean(), lost: fc.boolean(), jumped: fc.boolean() })
    })
    const words = (one: Rule): string =>
      ruleInWords({ rule: one, thresholds: { enter: 0.3, leave: 0.4 }, nominal: null, untold: [] }, seconds)
    fc.assert(
      fc.property(rule, rule, (a, b) => {
        for (const key of Object.keys(a) as (keyof Rule)[]) {
          if (canonicalJson(a[key]) !== canonicalJson(b[key]))
            expect(words({ ...a, [key]: b[key] }), key).not.toBe(words(a))
        }
      })
    )
  })
})

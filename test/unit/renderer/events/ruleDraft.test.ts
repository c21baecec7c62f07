import { describe, expect, it } from 'vitest'
import {
  freshThresholds,
  largestThreshold,
  RuleDraft,
  withThreshold
} from '../../../../src/renderer/events/ruleDraft.svelte.ts'
import { RuleBook, sameRule } from '../../../../src/renderer/events/ruleBook.svelte.ts'
import type { RulePreview } from '../../../../src/shared/api.ts'
import { defaultRule, Rule } from '../../../../src/shared/events.ts'

const ruleAt = (enter: number): Rule => ({ ...defaultRule, enter, leave: 5 })
const found = (rule: Rule): RulePreview => ({
  rule,
  thresholds: null,
  nominal: null,
  comparedWith: null,
  untold: [],
  events: [],
  curves: null
})

/** Answers when it is told to. */
function answering() {
  const asked: { rule: Rule; signal: AbortSignal; answer: () => void; fail: (error: Error) => void }[] = []
  const failures: unknown[] = []
  const draft = new RuleDraft(
    (rule, signal) =>
      new Promise((resolve, reject) =>
        asked.push({ rule, signal, answer: () => resolve(found(rule)), fail: (error) => reject(error) })
      ),
    (error) => failures.push(error)
  )
  return { asked, failures, draft }
}
const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('a rule that is being tried', () => {
  it('is asked about one at a time, and after an answer the newest, however many there were between', async () => {
    const { asked, draft } = answering()
    for (const enter of [0.1, 0.2, 0.3, 0.4]) draft.try(ruleAt(enter))
    expect(draft.rule?.enter).toBe(0.4)
    expect(asked.map(({ rule }) => rule.enter)).toEqual([0.1])
    asked[0]!.answer()
    await settled()
    expect(draft.found?.rule.enter).toBe(0.1)
    expect(asked.map(({ rule }) => rule.enter)).toEqual([0.1, 0.4])
    asked[1]!.answer()
    await settled()
    expect(draft.found?.rule.enter).toBe(0.4)
    expect(asked).toHaveLength(2)
    draft.try(ruleAt(0.5))
    expect(asked).toHaveLength(3)
  })

  it('is forgotten at once when it is dropped, with the answer that is under way', async () => {
    const { asked, draft, failures } = answering()
    draft.try(ruleAt(0.1))
    draft.drop()
    expect([draft.rule, draft.found, asked[0]!.signal.aborted]).toEqual([null, null, true])
    asked[0]!.answer()
    await settled()
    expect(draft.found).toBeNull()
    draft.try(ruleAt(0.2))
    asked[1]!.fail(new Error('gone'))
    await settled()
    expect(failures.map(String)).toEqual(['Error: gone'])
    draft.try(ruleAt(0.3))
    expect(asked).toHaveLength(3)
  })
})

describe('thresholds', () => {
  it('push each other along, and stay where they make sense', () => {
    const rule = { ...defaultRule, enter: 0.8, leave: 1 }
    expect(withThreshold(rule, 'enter', 1.2)).toMatchObject({ enter: 1.2, leave: 1.2 })
    expect(withThreshold(rule, 'leave', 0.5)).toMatchObject({ enter: 0.5, leave: 0.5 })
    expect(withThreshold(rule, 'enter', -1)).toMatchObject({ enter: 0, leave: 1 })
    expect(withThreshold({ ...rule, measure: 'share' }, 'leave', 3)).toMatchObject({ leave: 1 })
  })

  it.each([{ measure: 'share' }, { measure: 'lift' }, { thresholds: 'quantile' }, { thresholds: 'value' }] as const)(
    'begin as a rule that can be kept where it turns to %j',
    (change) => {
      const rule = freshThresholds({ ...defaultRule, enter: 3, leave: 4 }, change)
      expect(Rule.parse(rule)).toEqual(rule)
      expect(rule.leave).toBeLessThanOrEqual(largestThreshold(rule))
      expect(rule).toMatchObject(change)
    }
  )
})

it('knows a rule by the name of one that finds the same', () => {
  const book = new RuleBook()
  book.saved = [{ name: 'Night', rule: { ...defaultRule, enter: 0.5 } }]
  expect(book.nameOf({ ...defaultRule })).toBe('Default')
  expect(book.nameOf({ ...defaultRule, enter: 0.5 })).toBe('Night')
  expect(book.nameOf({ ...defaultRule, margin: 0.1 })).toBeNull()
  expect(sameRule(defaultRule, { ...defaultRule, measure: 'share' })).toBe(false)
})

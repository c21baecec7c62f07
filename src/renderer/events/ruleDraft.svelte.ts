import type { RulePreview } from '../../shared/api.ts'
import type { Rule } from '../../shared/events.ts'
import { measureById } from '../../shared/measures.ts'

/** The largest threshold that makes sense; quantiles end at 1. */
export function largestThreshold({ measure, thresholds }: Pick<Rule, 'measure' | 'thresholds'>): number {
  return thresholds === 'quantile' ? 1 : measureById(measure).largest
}

/** The rule with one threshold moved; the other gives way, so that an event never begins above where it ends. */
export function withThreshold(rule: Rule, which: 'enter' | 'leave', value: number): Rule {
  const kept = Math.min(largestThreshold(rule), Math.max(0, value))
  return which === 'enter'
    ? { ...rule, enter: kept, leave: Math.max(kept, rule.leave) }
    : { ...rule, leave: kept, enter: Math.min(kept, rule.enter) }
}

/** Thresholds to begin with where a rule changes what they are; quantiles of a nominal stretch lie at its lower end. */
export function freshThresholds(rule: Rule, change: Partial<Pick<Rule, 'measure' | 'thresholds'>>): Rule {
  const next = { ...rule, ...change }
  if (next.thresholds === 'quantile') return { ...next, enter: 0.01, leave: 0.1 }
  return { ...next, ...measureById(next.measure).defaults }
}

/** Asks what a rule would find. */
type Ask = (rule: Rule, signal: AbortSignal) => Promise<RulePreview>

/**
 * A rule that is being tried, and what it would find. However fast the rule changes, one question is under way at a
 * time, and after it the newest is asked: what is shown lags by one answer at most.
 */
export class RuleDraft {
  /** Null while none is tried. */
  rule = $state.raw<Rule | null>(null)
  /** What the newest answered rule finds. */
  found = $state.raw<RulePreview | null>(null)
  readonly #ask: Ask
  readonly #failed: (error: unknown) => void
  #asking: AbortController | null = null

  constructor(ask: Ask, failed: (error: unknown) => void) {
    this.#ask = ask
    this.#failed = failed
  }

  try(rule: Rule): void {
    this.rule = rule
    if (!this.#asking) void this.#answer()
  }

  /** Forgets what was tried. */
  drop(): void {
    this.#asking?.abort()
    this.#asking = null
    this.rule = null
    this.found = null
  }

  async #answer(): Promise<void> {
    const asking = new AbortController()
    this.#asking = asking
    try {
      for (let asked: Rule | null = null; this.rule && asked !== this.rule;) {
        asked = this.rule
        const found = await this.#ask(asked, asking.signal)
        if (asking.signal.aborted) return
        this.found = found
      }
    } catch (error) {
      if (!asking.signal.aborted) this.#failed(error)
    } finally {
      if (this.#asking === asking) this.#asking = null
    }
  }
}

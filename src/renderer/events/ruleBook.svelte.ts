import { RuleName, type SavedRule } from '../../shared/api.ts'
import { canonicalJson } from '../../shared/canonicalJson.ts'
import { defaultRule, type Rule } from '../../shared/events.ts'
import { api } from '../client/api.ts'
import { notices } from '../shell/notices.svelte.ts'

/** Two rules that find the same. */
export function sameRule(a: Rule, b: Rule): boolean {
  return canonicalJson(a) === canonicalJson(b)
}

/** The rules that people gave a name, and the one that Lanegaze comes with. */
export class RuleBook {
  saved = $state.raw<SavedRule[]>([])
  all = $derived<SavedRule[]>([{ name: 'Default', rule: defaultRule }, ...this.saved])

  /** The name under which a rule is known; null where it is not. */
  nameOf(rule: Rule): string | null {
    return this.all.find((known) => sameRule(known.rule, rule))?.name ?? null
  }

  async load(): Promise<void> {
    await this.#take(() => api.savedRules())
  }

  async keep(name: string, rule: Rule): Promise<void> {
    const { error } = RuleName.safeParse(name)
    if (error) notices.error(new Error(`This name cannot be kept: it ${error.issues[0]?.message}.`))
    else await this.#take(() => api.keepRule(name, rule))
  }

  async forget(name: string): Promise<void> {
    await this.#take(() => api.forgetRule(name))
  }

  async #take(action: () => Promise<SavedRule[]>): Promise<void> {
    try {
      this.saved = await action()
    } catch (error) {
      notices.error(error)
    }
  }
}

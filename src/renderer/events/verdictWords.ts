import type { IconName } from '../design/icons.ts'
import type { Verdict } from '../../shared/events.ts'

/** A verdict that somebody gave. */
export type GivenVerdict = Exclude<Verdict, 'open'>

/** How verdicts are shown, and what gives them. */
export const givenVerdicts = [
  { id: 'confirmed', label: 'Confirmed', action: 'Confirm', key: 'C', icon: 'check' },
  { id: 'dismissed', label: 'Dismissed', action: 'Dismiss', key: 'D', icon: 'cross' },
  { id: 'unsure', label: 'Unsure', action: 'Unsure', key: 'U', icon: 'help' }
] as const satisfies readonly { id: GivenVerdict; label: string; action: string; key: string; icon: IconName }[]

/** Of a verdict; null where none was given. */
export function givenVerdict(verdict: Verdict): (typeof givenVerdicts)[number] | null {
  return givenVerdicts.find(({ id }) => id === verdict) ?? null
}

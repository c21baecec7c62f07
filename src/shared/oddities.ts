import type { Findings, Run } from './api/runs.ts'
import { engineName } from './engines.ts'
import { attentionInWords, BY_CHANCE, headline, NEARLY_ALL, steeringDoubt, unjudgedInWords } from './findingsInWords.ts'
import { layerMeanInWords } from './layerMean.ts'
import type { MethodOffer } from './methodSettings.ts'
import type { Warning } from './recording.ts'
import { isOutdated, outdatedWords } from './runState.ts'

/** A run and what it says as a whole. */
export interface Result {
  run: Run
  /** Null while they are not known. */
  findings: Findings | null
  /** The method of the run, as the model offers it. */
  method: Pick<MethodOffer, 'label' | 'caution' | 'use'> | undefined
}

/**
 * All that is odd about a result, what weighs most first: what its findings make doubtful, what its state and method do,
 * then what was odd about the drive, the model and the run. Every surface takes its words from here.
 */
export function oddities(result: Result): Warning[] {
  return [...doubts(result), ...result.run.warnings]
}

/** The part of the oddities that is of the result as a whole. */
export function doubts({ run, findings, method }: Result): Warning[] {
  const found: Warning[] = []
  const say = (code: string, message: string | null): void => void (message !== null && found.push({ code, message }))
  if (run.of)
    say(
      'of-layer',
      `The maps are of ${layerMeanInWords(run.of)}, not of the steering: where they lie says nothing of what it steers by.`
    )
  if (findings) {
    if (findings.judged === 0) say('not-judged', headline(findings))
    else if (findings.coverage < NEARLY_ALL) say('little-judged', unjudgedInWords(findings))
    say('steering-doubt', steeringDoubt(findings))
    // Where something is flagged, that says it.
    const { lift, stretches, flagged } = findings
    if (flagged && lift !== null && lift < BY_CHANCE && stretches === 0)
      say('lift-by-chance', attentionInWords(findings))
    if (method) say('method-caution', methodCaution(method, findings))
  }
  say('run-failed', run.error)
  if (isOutdated(run.state)) say('outdated', outdatedWords[run.state].why)
  if (run.recipeChanged)
    say(
      'recipe-changed',
      'The model has another recipe or steering output now; this analysis was made by the one before.'
    )
  say('engine-other', otherEngine(run))
  return found
}

/** What to bear in mind of the events that a method's maps raise, or why they raise none. */
function methodCaution(
  { label, caution, use }: NonNullable<Result['method']>,
  { stretches, flagged }: Findings
): string | null {
  const because = caution && caution[0]!.toLowerCase() + caution.slice(1)
  if (use === 'events') return because && stretches > 0 ? `${label}: ${because}` : null
  const why = because?.replace(/\.$/, '') ?? 'its maps do not tell good models from bad'
  return flagged
    ? `${label} is for looking: ${why}. Its events come from a rule that was chosen for it; by itself it raises none, and Gradient is the default.`
    : `${label} is for looking: ${why}. It raises no events by itself; use Gradient, or choose a rule for it.`
}

/** Where another engine than the one asked for made a run, and the run does not tell why itself. */
function otherEngine({ engine, engineAsked, warnings }: Run): string | null {
  if (engine === null || engineAsked === 'auto' || engineAsked === engine) return null
  if (warnings.some(({ code }) => code === 'engine-changed')) return null
  return `The run was computed with ${engineName(engine)}, though ${engineName(engineAsked)} was asked for.`
}

import type { Warning } from '../../shared/recording.ts'
import { describeSteering, type SteeringUnit } from '../../shared/steering.ts'
import { SIGN_CONTRADICTS, signWarning } from '../recording/signals/signWarning.ts'
import { STILL, stillSteering } from '../recording/signals/stillSteering.ts'
import type { Job } from './openJob.ts'

/** Below this many frames nothing is said. */
const FEWEST = 16
/** Differences of this part of the size of the values are none. */
const EQUAL = 1e-4
/** This part of all frames at one of two limits is saturated, this part out of range is out of range. */
const SATURATED = 0.8
const OUT_OF_RANGE = 0.05

/** What no steering exceeds: one and a half locks, two turns; half a kilometre aside, a circle of ten centimetres. */
const limits: Record<SteeringUnit, number> = { normalised: 1.5, deg: 720, rad: 4 * Math.PI, m: 500, '1/m': 10 }

const advice = 'check the recipe and which output is the steering'

/**
 * What a run's predictions tell of themselves: all equal, at their limits nearly always, or far out of range. The usual
 * cause is a recipe that is not the one of the training.
 * @param steering predictions, one a frame, in `unit`
 */
export function outputWarnings(steering: ArrayLike<number>, unit: SteeringUnit): Warning[] {
  if (steering.length < FEWEST) return []
  const values = Array.from(steering)
  const inWords = (value: number): string => describeSteering(value, unit)
  const least = values.reduce((a, b) => Math.min(a, b))
  const most = values.reduce((a, b) => Math.max(a, b))
  const size = Math.max(Math.abs(least), Math.abs(most))
  if (most - least <= EQUAL * size) {
    return [odd('output-constant', `The model gives the same steering, ${inWords(least)}, for every frame`)]
  }
  const warnings: Warning[] = []
  const margin = (most - least) * 1e-3
  const atLimit = share(values, (v) => v - least <= margin || most - v <= margin)
  if (atLimit >= SATURATED) {
    const percent = Math.floor(atLimit * 100)
    const ends = `${inWords(least)} or ${inWords(most)}`
    warnings.push(odd('output-saturated', `In ${percent} % of the frames the model's steering is at a limit, ${ends}`))
  }
  if (share(values, (v) => Math.abs(v) > limits[unit]) > OUT_OF_RANGE) {
    const isWheel = unit === 'deg' || unit === 'rad'
    const beyond = isWheel ? `more than any steering wheel turns (${unit})` : `more than any car steers (${unit})`
    const expected = unit === 'normalised' ? 'where full lock is -1 to 1' : beyond
    warnings.push(
      odd('output-range', `The model's steering runs from ${inWords(least)} to ${inWords(most)}, ${expected}`)
    )
  }
  return warnings
}

/**
 * Adds what the predictions of a run tell to the run's warnings, and that the recorded steering never moves, or turns the
 * other way than the car, where it lies among the pictures and could not be read before; once, however often it is called.
 */
export function keepOutputWarnings({ cache, run, recording }: Pick<Job, 'cache' | 'run' | 'recording'>): void {
  const facts = cache.run(run.id)
  if (!facts) return
  const steering = cache.results(run.id).map((result) => result.steering)
  const others = facts.warnings.filter(
    ({ code }) => !code.startsWith('output-') && code !== STILL && code !== SIGN_CONTRADICTS
  )
  const signals = recording.lateSignals ? cache.signals() : []
  const odd = [...stillSteering(signals, recording.name), ...signWarning(signals, cache.times(), recording.name)]
  const warnings = [...others, ...outputWarnings(steering, run.key.head.unit), ...odd]
  cache.saveRun(run.id, { ...facts, warnings })
}

const odd = (code: string, what: string): Warning => ({ code, message: `${what}; ${advice}.` })

function share(values: readonly number[], test: (value: number) => boolean): number {
  return values.filter(test).length / values.length
}

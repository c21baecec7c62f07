import type { Warning } from '../../shared/recording.ts'
import type { SourceSignal } from './recording.ts'

/** Of fewer values nobody expects that they move. */
const ENOUGH = 10

/** True for values of which two known ones differ. */
export function moves(values: Float64Array): boolean {
  const first = values.find(Number.isFinite)
  return values.some((value) => Number.isFinite(value) && value !== first)
}

/** A warning where the steering of a recording has one value throughout: it was hardly recorded. */
export function stillSteering(signals: readonly SourceSignal[], name: string): Warning[] {
  return signals.flatMap(({ role, name: signal, values }): Warning[] => {
    const known = values.filter(Number.isFinite)
    if (role !== 'steering' || known.length < ENOUGH || moves(known)) return []
    const message = `The steering of ${name} ("${signal}") is ${known[0]} throughout; if the car was steered, choose another signal as its steering.`
    return [{ code: 'steering-still', message }]
  })
}

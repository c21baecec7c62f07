import type { SignalRole, Warning } from '../../../shared/recording.ts'

/** The word for programs of the warning. */
export const STILL = 'steering-still'

/** Of fewer values nobody expects that they move. */
const ENOUGH = 10

/** True for values of which two known ones differ. */
export function moves(values: ArrayLike<number | null>): boolean {
  const known = Array.from(values).filter(isKnown)
  return known.some((value) => value !== known[0])
}

/** Gaps are NaN in a source and null at the frames. */
function isKnown(value: number | null): value is number {
  return value !== null && Number.isFinite(value)
}

/** A warning where the steering of a recording has one value throughout: it was hardly recorded. */
export function stillSteering(
  signals: readonly { role: SignalRole; name: string; values: ArrayLike<number | null> }[],
  name: string
): Warning[] {
  return signals.flatMap(({ role, name: signal, values }): Warning[] => {
    if (role !== 'steering') return []
    const known = Array.from(values).filter(isKnown)
    if (known.length < ENOUGH || moves(known)) return []
    const message = `The steering of ${name} ("${signal}") is ${known[0]} throughout; if the car was steered, choose another signal as its steering.`
    return [{ code: STILL, message }]
  })
}

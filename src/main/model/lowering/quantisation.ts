import type { Warning } from '../../../shared/recording.ts'
import type { AtKink } from '../graph/graph.ts'
import { activate } from './activations.ts'
import type { OperatorCall } from './call.ts'
import type { Constant } from './constant.ts'
import type { Value } from './value.ts'

/**
 * Numbers that were rounded to a few bits and back. Weights are what their bits stand for. Numbers that are computed stay
 * as they are but for the ends of their range: rounding them has no gradient.
 */

/** (x - zero point) * scale with a scale for all or one along an axis, which may count from the end. */
export function standingFor(source: Constant, scales: Constant, zeros: Constant | null, axis: number): Constant {
  const from = axis < 0 ? axis + source.dims.length : axis
  const inner = source.dims.slice(from + 1).reduce((a, b) => a * b, 1)
  const which = (i: number, { values }: Constant): number =>
    values[values.length === 1 ? 0 : Math.floor(i / inner) % values.length]!
  const values = Float64Array.from(source.values, (v, i) => (v - (zeros ? which(i, zeros) : 0)) * which(i, scales))
  return { dims: source.dims, values, integer: false }
}

/** What the bits of a type of number can stand for. */
export interface Steps {
  scale: number
  zero: number
  /** The least and the largest number of the type. */
  range: readonly [least: number, largest: number]
}

/** The numbers that the ends of the range stand for. */
export function endsOf({ scale, zero, range }: Steps): readonly [least: number, largest: number] {
  return [(range[0] - zero) * scale, (range[1] - zero) * scale]
}

/** x within these ends. */
export function withinEnds(
  call: OperatorCall,
  value: Value,
  [min, max]: readonly [number, number],
  { step, atKink }: { step?: string | undefined; atKink?: AtKink } = {}
): Value {
  const kink = atKink === undefined ? {} : { atKink }
  return activate(call, { kind: 'clip', min, max, ...kink }, value, step)
}

export function quantisedWarning(source: string): Warning {
  const message = `'${source}' computes with numbers rounded to a few bits; here its weights are what these stand for, and what it computes of them (its activations) is not rounded, so its steering differs by a little.`
  return { code: 'quantised', message }
}

import type { Warning } from '../../../shared/recording.ts'

/** An input of a model other than its pictures, which gets the same numbers for every frame. */
export interface HeldInput {
  data: Float32Array
  /** What is to be known of it. */
  warning: Warning
}

/** Inputs that choose one of several ways: all zeros would choose none, and a model of branches would steer by nothing. */
const choice = /command|cmd|branch|direction|desire|navigation|high_?level|maneuver|convention|one_?hot/i

/** What an input is held at: zeros, and for one that chooses by its place (a command, a desire) the first of its places. */
export function heldInput(source: string, name: string, shape: readonly number[]): HeldInput {
  const size = shape.reduce((a, b) => a * b, 1)
  const data = new Float32Array(size)
  const isChoice = choice.test(name) && size > 1 && shape.at(-1) === size
  if (isChoice) data[0] = 1
  const numbers = size === 1 ? '' : ` (${shape.join('x')} numbers)`
  const at = isChoice ? 'the first of its choices (1 and then zeros)' : '0'
  return {
    data,
    warning: {
      code: 'constant-input',
      message: `'${source}' has a second input, '${name}'${numbers}; it is held at ${at} for every frame.`
    }
  }
}

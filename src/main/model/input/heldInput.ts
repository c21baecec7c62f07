import type { Warning } from '../../../shared/recording.ts'

/** An input of a model other than its pictures, which gets the same numbers for every frame. */
export interface HeldInput {
  name: string
  /** Without the batch. */
  shape: readonly number[]
  data: Float32Array
  /** Whether it is held at the first of its choices; else at 0. */
  isChoice: boolean
}

/** Inputs that choose one of several ways: all zeros would choose none, and a model of branches would steer by nothing. */
const choice = /command|cmd|branch|direction|desire|navigation|high_?level|maneuver|convention|one_?hot/i

/** What an input is held at: zeros, and for one that chooses by its place (a command, a desire) the first of its places. */
export function heldInput(name: string, shape: readonly number[]): HeldInput {
  const size = shape.reduce((a, b) => a * b, 1)
  const data = new Float32Array(size)
  const isChoice = choice.test(name) && size > 1 && shape.at(-1) === size
  if (isChoice) data[0] = 1
  return { name, shape, data, isChoice }
}

/** What is to be known of all inputs that are held, in one sentence; none where there are none. */
export function heldWarnings(source: string, held: readonly HeldInput[]): Warning[] {
  if (held.length === 0) return []
  const has = held.length === 1 ? `a second input, ${inWords(held)}` : `${held.length} more inputs: ${inWords(held)}`
  const [choices, zeros] = [held.filter(({ isChoice }) => isChoice), held.filter(({ isChoice }) => !isChoice)]
  const parts = [
    ...(zeros.length > 0 ? ['0'] : []),
    ...(choices.length > 0 ? [`the first of ${held.length === 1 ? 'its' : 'their'} choices (1 and then zeros)`] : [])
  ]
  const which = zeros.length > 0 && choices.length > 0 ? ` (${listed(choices.map(({ name }) => `'${name}'`))})` : ''
  const message = `'${source}' has ${has}; ${held.length === 1 ? 'it is' : 'they are'} held at ${parts.join(', or at ')}${which} for every frame.`
  return [{ code: 'constant-input', message }]
}

const inWords = (held: readonly HeldInput[]): string =>
  listed(held.map(({ name, shape, data }) => `'${name}'${data.length === 1 ? '' : ` (${shape.join('x')} numbers)`}`))

const listed = (words: readonly string[]): string => new Intl.ListFormat('en').format(words)

/**
 * Smoothing over time in both directions on a grid of states: the forward-backward algorithm of a hidden Markov
 * model whose state is a cell of a small grid, or 'unknown'. From frame to frame the state drifts to neighbouring
 * cells, and now and then it starts anew anywhere.
 */
export interface GridModel {
  /** Cells along each axis; a state is the row-major index, 'unknown' the index after the last cell. */
  dims: readonly number[]
  /** Variance of the drift a frame along each axis, in cells squared. */
  drift: readonly number[]
  /** Probability a frame that a known state is lost and starts anew. */
  lose: number
  /** Probability a frame that an unknown state becomes known. */
  find: number
  /** Where a new state starts: probabilities of the cells, summing to 1. */
  start: Float32Array
  /** Writes the log-likelihood of the frame under each cell and, last, under 'unknown'. */
  evidence: (frame: number, out: Float32Array) => void
}

/** The smoothings of a drive, one after the other, and how many of its frames one has done. */
export interface SmoothingStep {
  pass: (typeof smoothingPasses)[number]
  done: number
}
export const smoothingPasses = ['direction', 'shape', 'boundaries'] as const

const CHUNK = 400
/** Frames behind a chunk that still bear on it. */
const LOOK_AHEAD = 80

/**
 * Runs the model over frames 0..frames-1 and hands over each frame's posterior (cells and 'unknown', summing to 1)
 * in frame order. The array holds only during the call. Memory does not grow with the drive: the backward pass
 * begins a few seconds after each chunk. Yields the number of frames done after each chunk; nothing happens between
 * two of them.
 */
export function* smoothOnGrid(
  model: GridModel,
  frames: number,
  receive: (frame: number, posterior: Float32Array) => unknown
): Generator<number, void> {
  const states = model.start.length + 1
  const kept = Math.min(frames, CHUNK + LOOK_AHEAD)
  const likelihoods = Array.from({ length: kept }, () => new Float32Array(states))
  const forwards = Array.from({ length: kept }, () => new Float32Array(states))
  const backward = new Float32Array(states)
  const scratch = new Float32Array(states)
  const state = new Float32Array(states)
  state.set(model.start)
  normalise(state)
  let known = 0
  for (let begin = 0; begin < frames; begin += CHUNK) {
    // What the chunk before saw of this one need not be looked at again.
    likelihoods.push(...likelihoods.splice(0, Math.max(0, Math.min(CHUNK, begin))))
    const end = Math.min(frames, begin + CHUNK)
    const seen = Math.min(frames, end + LOOK_AHEAD)
    let next: Float32Array = state
    for (let frame = begin; frame < seen; frame++) {
      const likelihood = likelihoods[frame - begin]!
      const forward = forwards[frame - begin]!
      if (frame >= known) {
        model.evidence(frame, likelihood)
        exponentiate(likelihood)
      }
      forward.set(next)
      if (frame > 0) move(model, forward, scratch)
      multiply(forward, likelihood)
      normalise(forward)
      next = forward
    }
    backward.fill(1)
    for (let frame = seen - 1; frame >= begin; frame--) {
      const forward = forwards[frame - begin]!
      if (frame === end - 1) state.set(forward)
      if (frame < end) {
        multiply(forward, backward)
        normalise(forward)
      }
      multiply(backward, likelihoods[frame - begin]!)
      moveBack(model, backward, scratch)
      normalise(backward)
    }
    known = seen
    for (let frame = begin; frame < end; frame++) receive(frame, forwards[frame - begin]!)
    yield end
  }
}

/** One step of time: drift, loss and start. */
function move(model: GridModel, state: Float32Array, scratch: Float32Array): void {
  const cells = model.start.length
  const unknown = state[cells]!
  let known = 0
  for (let i = 0; i < cells; i++) known += state[i]!
  diffuse(model, state, scratch)
  const started = (known * model.lose) / 2 + unknown * model.find
  for (let i = 0; i < cells; i++) state[i] = state[i]! * (1 - model.lose) + started * model.start[i]!
  state[cells] = unknown * (1 - model.find) + (known * model.lose) / 2
}

/** The transposed step, for messages from the future. */
function moveBack(model: GridModel, message: Float32Array, scratch: Float32Array): void {
  const cells = model.start.length
  const unknown = message[cells]!
  let start = 0
  for (let i = 0; i < cells; i++) start += message[i]! * model.start[i]!
  diffuse(model, message, scratch)
  const lost = (model.lose * (start + unknown)) / 2
  for (let i = 0; i < cells; i++) message[i] = message[i]! * (1 - model.lose) + lost
  message[cells] = unknown * (1 - model.find) + model.find * start
}

/** Drift along each axis: a three-tap kernel of the wanted variance, repeated where one is too narrow; borders hold. */
function diffuse({ dims, drift }: GridModel, values: Float32Array, scratch: Float32Array): void {
  let stride = 1
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const size = dims[axis]!
    const times = Math.ceil(drift[axis]! / 0.5)
    const side = times > 0 ? drift[axis]! / times / 2 : 0
    for (let pass = 0; pass < times; pass++) {
      const cells = values.length - 1
      const block = stride * size
      for (let base = 0; base < cells; base += block) {
        for (let i = base; i < base + block; i++) {
          const here = values[i]!
          const before = i - stride >= base ? values[i - stride]! : here
          const after = i + stride < base + block ? values[i + stride]! : here
          scratch[i] = here + side * (before + after - 2 * here)
        }
      }
      values.set(scratch.subarray(0, cells))
    }
    stride *= size
  }
}

function exponentiate(logs: Float32Array): void {
  let highest = -Infinity
  for (let i = 0; i < logs.length; i++) if (logs[i]! > highest) highest = logs[i]!
  for (let i = 0; i < logs.length; i++) logs[i] = Math.exp(logs[i]! - highest)
}

function multiply(values: Float32Array, factors: Float32Array): void {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * factors[i]!
}

function normalise(values: Float32Array): void {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  // Where all likelihoods underflow, nothing is known.
  if (!(sum > 0)) values.fill(1 / values.length)
  else for (let i = 0; i < values.length; i++) values[i] = values[i]! / sum
}

/** The posterior's mean over the cells next to its highest cell, in cells along each axis. */
export function meanAroundPeak(posterior: Float32Array, dims: readonly number[], reach = 1): number[] {
  const cells = posterior.length - 1
  let peak = 0
  for (let i = 1; i < cells; i++) if (posterior[i]! > posterior[peak]!) peak = i
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, size) => product * size, 1))
  const coordinate = (cell: number, axis: number): number => Math.floor(cell / strides[axis]!) % dims[axis]!
  const sums = dims.map(() => 0)
  let mass = 0
  const visit = (axis: number, cell: number): void => {
    if (axis === dims.length) {
      mass += posterior[cell]!
      for (let a = 0; a < dims.length; a++) sums[a]! += posterior[cell]! * coordinate(cell, a)
      return
    }
    const here = coordinate(peak, axis)
    for (let c = Math.max(0, here - reach); c <= Math.min(dims[axis]! - 1, here + reach); c++)
      visit(axis + 1, cell + (c - here) * strides[axis]!)
  }
  visit(0, peak)
  return sums.map((sum) => sum / mass)
}

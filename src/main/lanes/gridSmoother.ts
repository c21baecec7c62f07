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
  /** How many times the state drifts from the frame before to this one: their distance in time. 1 where left out. */
  steps?: (frame: number) => number
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
  const memory: ChunkMemory = {
    likelihoods: Array.from({ length: kept }, () => new Float32Array(states)),
    forwards: Array.from({ length: kept }, () => new Float32Array(states)),
    state: new Float32Array(states),
    backward: new Float32Array(states),
    scratch: new Float32Array(states)
  }
  memory.state.set(model.start)
  normalise(memory.state)
  let known = 0
  for (let begin = 0; begin < frames; begin += CHUNK) {
    // What the chunk before saw of this one need not be looked at again.
    memory.likelihoods.push(...memory.likelihoods.splice(0, Math.min(CHUNK, begin)))
    const end = Math.min(frames, begin + CHUNK)
    const seen = Math.min(frames, end + LOOK_AHEAD)
    smoothChunk(model, memory, { begin, end, seen, known })
    known = seen
    for (let frame = begin; frame < end; frame++) receive(frame, memory.forwards[frame - begin]!)
    yield end
  }
}

interface ChunkMemory {
  /** One a frame of the chunk and of those behind it that are looked at. */
  likelihoods: Float32Array[]
  /** Filtered on the way forward; the posteriors on the way back. */
  forwards: Float32Array[]
  /** The filtered state at the end of the chunk before. */
  state: Float32Array
  backward: Float32Array
  scratch: Float32Array
}

/** Smooths the frames begin..end-1 with those before `seen`; likelihoods are there of those before `known`. */
function smoothChunk(
  model: GridModel,
  { likelihoods, forwards, state, backward, scratch }: ChunkMemory,
  { begin, end, seen, known }: { begin: number; end: number; seen: number; known: number }
): void {
  let next: Float32Array = state
  for (let frame = begin; frame < seen; frame++) {
    const likelihood = likelihoods[frame - begin]!
    const forward = forwards[frame - begin]!
    if (frame >= known) {
      model.evidence(frame, likelihood)
      exponentiate(likelihood)
    }
    forward.set(next)
    if (frame > 0) repeat(stepsTo(model, frame), () => move(model, forward, scratch))
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
    repeat(stepsTo(model, frame), () => moveBack(model, backward, scratch))
    normalise(backward)
  }
}

function stepsTo(model: GridModel, frame: number): number {
  return model.steps ? model.steps(frame) : 1
}

function repeat(times: number, work: () => void): void {
  for (let i = 0; i < times; i++) work()
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

/** The variance of a step to a neighbour at most, of two such steps at once, and so of a sweep. */
const MOST_OF_ONE = 0.5
const MOST_OF_TWO = 1.34

/**
 * Drift along each axis, in sweeps of one or of two steps to a neighbour. Nothing drifts over a border: what would, comes
 * back as from a mirror.
 */
function diffuse({ dims, drift }: GridModel, values: Float32Array, scratch: Float32Array): void {
  let stride = 1
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const size = dims[axis]!
    const sweeps = Math.ceil(drift[axis]! / MOST_OF_TWO)
    for (let i = 0; i < sweeps; i++) sweep(values, scratch, size, stride, drift[axis]! / sweeps)
    stride *= size
  }
}

/** One step is the kernel [side, 1 - 2 side, side]; two are that kernel with itself. */
function sweep(values: Float32Array, scratch: Float32Array, size: number, stride: number, variance: number): void {
  const cells = values.length - 1
  const steps = variance > MOST_OF_ONE ? 2 : 1
  const side = variance / steps / 2
  const near = steps === 1 ? side : 2 * side * (1 - 2 * side)
  const far = steps === 1 ? 0 : side * side
  const here = 1 - 2 * (near + far)
  const two = 2 * stride
  // Over the borders of the axis too, for one loop without a question is the fastest; they are mended next.
  for (let i = two; i < cells - two; i++)
    scratch[i] =
      here * values[i]! +
      near * (values[i - stride]! + values[i + stride]!) +
      far * (values[i - two]! + values[i + two]!)
  const mirrored = (line: number): number => {
    while (line < 0 || line >= size) line = line < 0 ? -1 - line : 2 * size - 1 - line
    return line * stride
  }
  for (let line = 0; line < size; line++) {
    if (line === 2) line = Math.max(2, size - 2)
    const at = line * stride
    const [a, b, c, d] = [mirrored(line - 2), mirrored(line - 1), mirrored(line + 1), mirrored(line + 2)] as const
    for (let base = 0; base < cells; base += stride * size)
      for (let i = base; i < base + stride; i++)
        scratch[i + at] =
          here * values[i + at]! + near * (values[i + b]! + values[i + c]!) + far * (values[i + a]! + values[i + d]!)
  }
  values.set(scratch.subarray(0, cells))
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
  else {
    const part = 1 / sum
    for (let i = 0; i < values.length; i++) values[i] = values[i]! * part
  }
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

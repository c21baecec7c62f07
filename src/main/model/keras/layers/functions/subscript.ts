import { chosen, cut } from '../../../lowering/arrangement.ts'
import { rankOf, sizesOf, type Value } from '../../../lowering/value.ts'
import type { Argument, Tensor } from './argument.ts'
import type { FunctionCall } from './functionCall.ts'

/** A Python slice: start, stop and step, null where left out. */
type Slice = Extract<Argument, { kind: 'slice' }>
type Index = Slice | Extract<Argument, { kind: 'number' }>

const all: Slice = { kind: 'slice', start: null, stop: null, step: null }

/** What stands between brackets, an axis each; new axes are told by where they stand. */
interface Subscript {
  parts: readonly Index[]
  /** Places in the result, which counts the batch, of axes of 1. */
  added: readonly number[]
}

/** x[…], the batch first. A single place takes its axis away, None adds one. */
export function subscripted(call: FunctionCall, given: Tensor, at: Argument): Tensor {
  const items = at.kind === 'list' ? at.items : [at]
  if (given.steps) return ofSteps(call, given, given.steps, items)
  const { parts, added } = perAxis(call, items, rankOf(given.value))
  return { ...given, value: picked(call, given.value, parts, added) }
}

/** Frames of a sequence, and parts of them. */
function ofSteps(call: FunctionCall, given: Tensor, steps: readonly Value[], items: readonly Argument[]): Tensor {
  const { parts, added } = perAxis(call, items, rankOf(steps[0]!) + 1)
  const [batch = all, first = all, ...others] = parts
  if (added.length > 0) call.refuse('adds an axis to a sequence of pictures', 'save the model without it')
  const chosenSteps = placesOf(rangeOf(first), steps.length).map((place) =>
    picked(call, steps[place]!, [batch, ...others], [])
  )
  const [value] = chosenSteps
  if (!value) return call.refuse('cuts its input down to nothing', 'save the model again')
  if (first.kind === 'number') return { kind: 'tensor', value, scale: given.scale, offset: given.offset }
  return { ...given, value, steps: chosenSteps }
}

function perAxis(call: FunctionCall, items: readonly Argument[], rank: number): Subscript {
  const named = items.filter((item): item is Index => item.kind === 'slice' || item.kind === 'number')
  const known = items.every(({ kind }) => ['slice', 'number', 'ellipsis', 'none'].includes(kind))
  if (!known) call.refuse('picks values by something else than slices', 'save the model again')
  if (named.length > rank) call.refuse('slices more axes than its input has', 'save the model again')
  const at = items.findIndex(({ kind }) => kind === 'ellipsis')
  const open = Array.from({ length: rank - named.length }, (): Argument => all)
  const whole = at < 0 ? [...items, ...open] : items.toSpliced(at, 1, ...open)
  const parts = whole.filter((item): item is Index => item.kind === 'slice' || item.kind === 'number')
  const kept = whole.filter(({ kind }) => kind !== 'number')
  return { parts, added: kept.flatMap(({ kind }, place) => (kind === 'none' ? [place] : [])) }
}

function picked(call: FunctionCall, value: Value, parts: readonly Index[], added: readonly number[]): Value {
  const hasBatch = value.batchAt === 0
  const [batch, ...rest] = parts
  if (hasBatch && (batch?.kind !== 'slice' || !isWhole(batch))) {
    return call.refuse('slices the batch', 'save the model without it')
  }
  const axes = hasBatch ? rest : parts
  const result = axes.reduce((cutSoFar, part, axis) => along(call, cutSoFar, axis, rangeOf(part)), value)
  const sizes = sizesOf(result).filter((_, axis) => axes[axis]!.kind === 'slice')
  const skipped = hasBatch ? 1 : 0
  const grown = added.reduce((shape, place) => shape.toSpliced(place - skipped, 0, 1), sizes)
  if (added.some((place) => place < skipped)) call.refuse('adds an axis before the batch', 'save the model without it')
  return grown.length === sizesOf(result).length && added.length === 0 ? result : call.reshaped(result, grown)
}

const isWhole = ({ start, stop, step }: Slice): boolean => start === null && stop === null && (step ?? 1) === 1

/** A single place is a slice of one. */
function rangeOf(part: Index): Slice {
  if (part.kind === 'slice') return part
  return { ...all, start: part.value, stop: part.value === -1 ? null : part.value + 1 }
}

function along(call: FunctionCall, value: Value, axis: number, slice: Slice): Value {
  const places = placesOf(slice, sizesOf(value)[axis]!)
  const from = places[0]
  if (from === undefined) return call.refuse('cuts its input down to nothing', 'save the model again')
  const isRun = places.every((at, i) => at === from + i)
  return isRun ? cut(call, value, axis, from, places.length, `axis-${axis + 1}`) : chosen(call, value, axis, places)
}

/** Python's slice of a row of `length`: the places that it takes, in order. */
export function placesOf({ start, stop, step }: Slice, length: number): number[] {
  const by = step ?? 1
  const [least, most] = by > 0 ? [0, length] : [-1, length - 1]
  const bound = (stated: number | null, open: number): number =>
    stated === null ? open : Math.min(Math.max(stated < 0 ? stated + length : stated, least), most)
  const first = bound(start, by > 0 ? least : most)
  const end = bound(stop, by > 0 ? most : least)
  const count = by === 0 ? 0 : Math.max(0, Math.ceil((end - first) / by))
  return Array.from({ length: count }, (_, i) => first + i * by)
}

import { z } from 'zod'
import { knownFields } from './knownFields.ts'
import { expressionUnits, OutputExpression } from './outputExpression.ts'
import { Positive, SteeringUnit } from './steering.ts'

/** What of a model's outputs is the steering, and what it means. */
export interface SteeringHead {
  /** Name of the model's output. */
  output: string
  /** The number that is the steering, counted from 0 through the whole output. */
  index: number
  unit: SteeringUnit
  positive: Positive
  /**
   * Where the whole output is the probabilities of angles that lie evenly from `from` to `to`, as Donkeycar's
   * categorical model has 15 from -1 to 1. The steering is then their expected value, and `index` is not read.
   */
  bins?: { from: number; to: number } | undefined
  /**
   * Where the steering is worked out from several numbers. `index` is then 0 and not read. One number and bins keep the
   * form that they always had, so that what was kept with them keeps its name.
   */
  of?: OutputExpression | undefined
}

/** A head is read with `index`, with `bins` beside it, or with `of` in their place. */
export const SteeringHead = knownFields({
  output: z.string(),
  index: z.number().int().min(0).optional(),
  unit: SteeringUnit,
  positive: Positive,
  bins: knownFields({ from: z.number(), to: z.number() }).optional(),
  of: OutputExpression.optional()
})
  .superRefine(({ index, unit, bins, of }, context) => {
    const fault = (field: string, message: string): void => context.addIssue({ code: 'custom', path: [field], message })
    if (!of && index === undefined)
      fault('index', 'say which number of the output is the steering, or what is made of it')
    if (of && bins) fault('bins', "it says bins and 'of' something else; leave one of them out")
    const units = of ? expressionUnits(of) : SteeringUnit.options
    if (!units.includes(unit)) fault('unit', `what is worked out so is in ${units.join(' or ')}`)
  })
  .transform(({ output, index = 0, unit, positive, bins, of }): SteeringHead => {
    if (of) return { output, index: 0, unit, positive, of }
    return { output, index, unit, positive, ...(bins && { bins }) }
  })

/** The names of the outputs that a head reads, each once, its own first. */
export function outputsRead(head: SteeringHead): string[] {
  return [...new Set(numbersRead(head).map(({ output }) => output))]
}

/** A number that a head reads, and the field of the head that says so. */
interface NumberRead {
  output: string
  index: number
  field: string
}

/** The numbers that a head reads; of a row of them the last. Bins read the first and the second at least. */
function numbersRead(head: SteeringHead): NumberRead[] {
  const { output, of } = head
  if (head.bins) return [{ output, index: 1, field: 'bins' }]
  if (!of) return [{ output, index: head.index, field: 'index' }]
  const one = (field: string, { index, output: other = output }: { index: number; output?: string | undefined }) => ({
    output: other,
    index,
    field: `of.${field}`
  })
  switch (of.as) {
    case 'difference':
      return [one('plus', of.plus), one('minus', of.minus)]
    case 'sum':
      return of.terms.map((term, i) => one(`terms.${i}`, term))
    case 'wheel-angle':
      return [one('curvature', of.curvature)]
    case 'target':
      return [one('x', of.x), one('y', of.y)]
    case 'point':
    case 'offset': {
      const { count = 1, apart = 0, weight = 0 } = of.best ?? {}
      const further = (count - 1) * apart
      const last = of.as === 'point' ? of.point : of.times.length - 1
      const points = one(of.as === 'point' ? 'point' : 'times', { index: of.first + last * of.stride + further })
      return of.best ? [points, one('best.weight', { index: weight + further })] : [points]
    }
  }
}

/** An output of a model: its name, and its shape without the batch axis. */
export interface OutputShape {
  name: string
  shape: readonly number[]
}

/** How many numbers an output of this shape has. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1)

/** What a head asks for that a model does not give. */
export interface HeadFault {
  /** The field of the head that asks for it, such as 'of.plus'. */
  field: string
  output: string
  index: number
  /** How many numbers the output has; null where the model has no such output. */
  size: number | null
  why: string
}

/** The first that a head asks for and a model does not give; null where the model gives all of it. */
export function headFault(head: SteeringHead, outputs: readonly OutputShape[]): HeadFault | null {
  for (const { output, index, field } of numbersRead(head)) {
    const found = outputs.find(({ name }) => name === output)
    const asked = { field, output, index }
    if (!found) {
      const why = `the model has the outputs ${outputs.map(({ name }) => name).join(', ')}`
      return { ...asked, field: output === head.output ? 'output' : `${field}.output`, size: null, why }
    }
    const size = sizeOf(found.shape)
    if (index < size) continue
    if (head.bins) return { ...asked, size, why: `the output '${output}' gives one number` }
    const wanted = field === 'index' ? '' : `, and number ${index} (from 0) is asked for`
    return { ...asked, size, why: `the output '${output}' gives ${size} number${size === 1 ? '' : 's'}${wanted}` }
  }
  return null
}

import { imagenet, type Recipe } from '../../../shared/recipe.ts'
import { headInWords } from '../../../shared/headWords.ts'
import type { InputLayout } from '../../../shared/inputLayout.ts'
import { openpilotPlan, PLAN_SIZE } from '../../../shared/openpilotPlan.ts'
import type { Warning } from '../../../shared/recording.ts'
import { sizeOf } from '../../../shared/steeringHead.ts'
import type { Graph, Node, Shape } from '../graph/graph.ts'
import { outputShape } from '../graph/outputShapes.ts'
import { inputRange, type InputRange } from './inputRange.ts'
import { framesOf, pictureOf } from '../graph/sequence.ts'
import type { SteeringHead } from '../model.ts'
import { preset } from './recipes.ts'

export interface RecipeGuess {
  recipe: Recipe
  /** The reasons, one sentence. */
  because: string
  warnings: Warning[]
}

/** Guesses how a model's pictures were prepared, from its input size and from what it does to its input first. */
export function guessRecipe(graph: Graph, reading?: InputLayout): RecipeGuess {
  const [height = 1, width = 1, channels = 3] = pictureOf(graph).shape
  const size = { height, width }
  if (reading?.as === 'yuv-frames') {
    const because = `guessed: what becomes planes is ${height}x${width}, taken as the whole picture in red, green and blue from 0 to 255`
    return { recipe: preset('raw').recipe(size), because, warnings: [] }
  }
  const found = inputRange(graph)
  const { expects, node } = found
  const { base: placed, reason } = takesImagenetOff(node) ? rgbGuess(size, expects) : placeGuess(size, expects)
  const base = withinEnds(placed, found)
  const range = rangeInWords(found, base)
  const afterResize: Recipe['afterResize'] = channels === 1 ? [{ step: 'colour', to: 'gray' }] : base.afterResize
  const because = [
    `the input is ${height}x${width}x${channels}${reason}`,
    range,
    channels === 1 ? 'one channel is grey' : ''
  ]
  const warnings: Warning[] =
    expects === null
      ? [
          {
            code: 'recipe-uncertain',
            message: `Nothing in the model says how its pictures were scaled; ${describeScale(base)} is a guess, so compare the predicted with the recorded steering.`
          }
        ]
      : []
  return { recipe: { ...base, afterResize }, because: `guessed: ${because.filter(Boolean).join(', ')}`, warnings }
}

/** The recipe with the scale that an input lies within, where that is not from 0 on. */
function withinEnds(recipe: Recipe, { expects, ends: [least, largest] = [0, 0] }: InputRange): Recipe {
  if (expects !== 'unit' || least > -0.5) return recipe
  if (largest > 1.5) return { ...recipe, normalise: imagenet }
  return { ...recipe, scale: { multiply: 1 / 127.5, add: -1 } }
}

function rangeInWords({ expects, node, ends }: InputRange, guessed: Recipe): string {
  if (ends) return `it takes numbers from ${ends.map((end) => Number(end.toFixed(2))).join(' to ')}`

  if (!node) {
    return `nothing in the model scales its input, nor are its first weights as small as for 0..255, so that ${describeScale(guessed)} is taken`
  }
  if (node.op.type !== 'affine')
    return `the weights of its first layer '${node.id}' are as small as only 0..255 needs them`
  return `its layer '${node.id}' scales ${expects === 'bytes' ? '0..255 itself' : 'values that are small already'}`
}

/** A scale for each channel in the proportions of ImageNet's deviations: the model takes pictures of red, green and blue. */
function takesImagenetOff(node: Node | null): boolean {
  const scales = node?.op.type === 'affine' && node.op.scale.length === 3 ? Array.from(node.op.scale) : []
  const products = scales.map((scale, channel) => scale * imagenet.std[channel]!)
  return products.length === 3 && products.every((v) => Math.abs(v / products[0]! - 1) < 0.005)
}

function rgbGuess(
  size: { height: number; width: number },
  expects: 'bytes' | 'unit' | null
): { base: Recipe; reason: string } {
  const base = preset(expects === 'bytes' ? 'raw' : 'donkeycar').recipe(size)
  return {
    base,
    reason: ', taken as the whole picture in red, green and blue, because it is normalised as ImageNet is'
  }
}

function placeGuess(
  size: { height: number; width: number },
  expects: 'bytes' | 'unit' | null
): { base: Recipe; reason: string } {
  if (size.height === 66 && size.width === 200) {
    const id = expects === 'bytes' ? 'nvidia-udacity' : 'nvidia-udacity-unit'
    return { base: preset(id).recipe(size), reason: ' as in the NVIDIA network, which takes a cropped YUV picture' }
  }
  if (size.height === 224 && size.width === 224 && expects === null) {
    return { base: preset('imagenet').recipe(size), reason: ' as of the networks that were trained on ImageNet' }
  }
  const reason =
    size.height === 160 && size.width === 320
      ? ' as the Udacity simulator records'
      : size.height === 120 && size.width === 160
        ? ' as Donkeycar records'
        : ', taken as the whole picture'
  return { base: preset(expects === 'bytes' ? 'raw' : 'donkeycar').recipe(size), reason }
}

function describeScale({ normalise }: Recipe): string {
  return normalise ? "0 to 1 less ImageNet's mean and divided by its deviation" : '0 to 1'
}

export interface HeadGuess {
  head: SteeringHead
  because: string
  warnings: Warning[]
}

/** Donkeycar's categorical models: 15 bins, angle = -1 + 2 argmax / 14. */
const donkeycarBins = { from: -1, to: 1 }

const saysSteering = /steer|angle/i

/** The output whose name says steering; the first where none does. */
export function steeringOutput(names: readonly string[]): string {
  return namedSteering(names) ?? names[0]!
}

const namedSteering = (names: readonly string[]): string | undefined =>
  names.find((name) => saysSteering.test(name)) ?? names.find((name) => /n_outputs0$/.test(name))

/** Guesses which output is the steering. Both common sources, Udacity and Donkeycar, count right as positive. */
export function guessHead(graph: Graph, reading?: InputLayout): HeadGuess {
  const names = Object.keys(graph.outputs)
  const planned =
    reading?.as === 'yuv-frames' ? names.find((name) => isSupercombos(outputShape(graph, name))) : undefined
  if (planned !== undefined) return planGuess(planned)
  const named = namedSteering(names)
  const output = steeringOutput(names)
  const shape = outputShape(graph, output)
  const bins = isProbabilities(graph, output, shape) ? { bins: donkeycarBins } : {}
  const index = newestRow(graph, shape)
  const head: SteeringHead = { output, index, unit: 'normalised', positive: 'right', ...bins }
  const which =
    names.length === 1
      ? 'the only output'
      : named
        ? `of the outputs ${names.join(', ')} ${saysSteering.test(output) ? 'its name says steering' : 'it is the first of Donkeycar, its angle'}`
        : `the first of the outputs ${names.join(', ')}`
  return {
    head,
    because: `guessed: ${which}${meaning(shape, head)}; -1..1 with right positive, as in Udacity's simulator and Donkeycar`,
    warnings: head.bins || index > 0 ? [] : headWarnings(output, shape)
  }
}

/** openpilot's supercombo gives some 6,500 numbers in a row, of which the first are its plan. */
function isSupercombos(shape: Shape): boolean {
  const size = sizeOf(shape)
  return size >= PLAN_SIZE && size < 2 * PLAN_SIZE && shape.filter((length) => length > 1).length === 1
}

function planGuess(output: string): HeadGuess {
  const head: SteeringHead = { output, index: 0, ...openpilotPlan() }
  const what = headInWords(head)
  return {
    head,
    because: `guessed: ${what}, as openpilot's plan lies there, in metres with right positive`,
    warnings: [
      {
        code: 'head-uncertain',
        message: `Its steering is taken as ${what}, where openpilot 0.8 and 0.9 have their plan; compare it with the recorded steering, or choose another number.`
      }
    ]
  }
}

/** Where the numbers of the newest frame begin in an output that has a row for each frame; 0 for all other outputs. */
function newestRow(graph: Graph, [rows = 0, columns = 0, ...more]: Shape): number {
  const frames = framesOf(graph)
  return frames > 1 && rows === frames && columns > 0 && more.length === 0 ? (frames - 1) * columns : 0
}

function meaning(shape: Shape, head: SteeringHead): string {
  const size = shape.reduce((a, b) => a * b, 1)
  if (head.index > 0) return ', the first number of the newest frame'
  if (head.bins)
    return `, the expected value of its ${size} probabilities of angles from ${head.bins.from} to ${head.bins.to}`
  if (size === 1) return ''
  return shape.join() === '2'
    ? ', the first of its two numbers, as the angle is in Donkeycar and x in JetRacer and JetBot'
    : ', its first number'
}

/** True where an output ends in a softmax over three or more numbers. */
function isProbabilities(graph: Graph, output: string, shape: Shape): boolean {
  if (shape.length !== 1 || shape[0]! < 3) return false
  const node = graph.nodes.find(({ id }) => id === graph.outputs[output])
  return node?.op.type === 'activation' && node.op.activation.kind === 'softmax'
}

function headWarnings(output: string, shape: Shape): Warning[] {
  const size = shape.reduce((a, b) => a * b, 1)
  if (size <= 2) return []
  return [
    {
      code: 'head-uncertain',
      message: `The output '${output}' gives ${shape.join('x')} numbers where steering is one; its first number is taken; choose the right one, say that they are bins, or open another model.`
    }
  ]
}

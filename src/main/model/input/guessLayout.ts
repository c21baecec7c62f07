import { InputError } from '../../../shared/errors.ts'
import { type InputForm, type InputLayout, layoutsOf } from '../../../shared/inputLayout.ts'
import { newestLast } from './frameOrder.ts'

export interface LayoutGuess {
  reading: InputLayout | undefined
  /** The reason, as a part of a sentence; empty where there is nothing to guess. */
  because: string
  /** False where it may well be something else. */
  sure: boolean
}

/** Names of cameras beside one another, which all see about the same. */
const sides = /left|right|cent(?:er|re)|front|side|rear/i

/** What the camera's input is called, the surest first. */
const cameras = [/cent(?:er|re)/i, /front|middle/i, /cam|rgb|colou?r/i, /im(?:a?g|age)|pic|frame/i]

/**
 * Guesses how a model's input is read; see docs/recipes.md.
 * @throws InputError where its channels can be no pictures
 */
export function guessLayout(form: InputForm, source: string): LayoutGuess {
  if (form.kind === 'picture') return { reading: undefined, because: '', sure: true }
  const [first] = layoutsOf(form)
  if (!first) throw refusal(form, source)
  if (isOpenpilots(form) || first.as === 'yuv-frames') return guessOfPlanes(form)
  if (form.kind === 'inputs') return guessOfInputs(form.inputs, first)
  if (form.kind === 'sequence') {
    return { reading: first, because: `${form.frames} frames, taken as neighbours with the oldest first`, sure: true }
  }
  const channels = form.shape[2]
  const [frames, why] =
    first.as === 'colour-frames'
      ? [`${channels / 3} colour`, 'because they divide by 3']
      : [`${channels} grey`, 'because they do not divide by 3']
  return {
    reading: first,
    because: `${channels} channels, which are taken as ${frames} frames on top of one another, the oldest first, ${why}`,
    sure: false
  }
}

/** Two frames of six planes, each of half of 256 x 512. */
function isOpenpilots(form: InputForm): boolean {
  const shapes = form.kind === 'inputs' ? form.inputs.map(({ shape }) => shape) : [form.shape]
  return form.kind !== 'sequence' && shapes.every((shape) => shape.join() === '128,256,12')
}

function guessOfPlanes(form: InputForm): LayoutGuess {
  const names = form.kind === 'inputs' ? form.inputs.map(({ name }) => name) : []
  const camera = names.find((name) => !/big|wide|extra/i.test(name)) ?? names[0]
  const rest = names.filter((name) => name !== camera).map((name) => `'${name}'`)
  const where = camera === undefined ? '' : `, of which '${camera}' is taken as the camera`
  const also = rest.length > 0 ? ` and ${rest.join(' and ')} ${rest.length === 1 ? 'gets' : 'get'} the same frames` : ''
  return {
    reading: {
      as: 'yuv-frames',
      ...(camera !== undefined && { in: camera }),
      others: 'same',
      newest: 'last',
      apart: 1
    },
    because: `frames as six planes of YUV each, as openpilot's models do, the oldest first${where}${also}`,
    sure: false
  }
}

function guessOfInputs(inputs: readonly { name: string }[], first: InputLayout): LayoutGuess {
  const names = inputs.map(({ name }) => name)
  if (first.as !== 'picture' && newestLast(names)) {
    return { reading: first, because: `inputs whose names say which frame each takes: ${names.join(', ')}`, sure: true }
  }
  const camera =
    cameras.map((name) => names.find((one) => name.test(one))).find((one) => one !== undefined) ?? names[0]!
  const isAround = names.every((name) => sides.test(name))
  const others = isAround ? 'same' : 'zero'
  const rest = names.filter((name) => name !== camera).map((name) => `'${name}'`)
  const get = isAround ? 'the same picture, as cameras beside it would see about that' : 'zeros'
  return {
    reading: { as: 'picture', in: camera, others },
    because: `${names.length} pictures, of which '${camera}' is taken as the camera, and ${rest.join(' and ')} get${rest.length === 1 ? 's' : ''} ${get}`,
    sure: false
  }
}

function refusal(form: InputForm, source: string): InputError {
  const channels = form.kind === 'channels' || form.kind === 'sequence' ? form.shape[2] : 0
  const what = form.kind === 'sequence' ? `frames of ${channels} channels` : `pictures of ${channels} channels`
  return new InputError(
    `'${source}' takes ${what}; open a model that takes 1 (grey) or 3 (colour), or several such frames with an axis of their own, [batch, frames, channels, height, width].`
  )
}

import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { readLambda } from '../../../src/main/model/keras/lambda/lambda.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { lambdaConfig, lambdaNames, lambdaTruths } from '../../fixtures/lambdaCases.ts'
import { functionSources, marshalledFunctions } from '../../fixtures/marshalledFunctions.ts'
import { type LambdaName, lambdaSources, marshalledLambdas } from '../../fixtures/marshalledLambdas.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()
beforeAll(() => tf.setBackend('cpu'))

const asKeras = (code: string): Record<string, unknown> => ({ function: [code, null, null], function_type: 'lambda' })

type Size = readonly [height: number, width: number, channels: number]

/** A model of one Lambda layer. */
const written = (config: object, shape: Size, version = '2.11.0'): Promise<string> =>
  models.h5(
    { config: sequential([layer('Lambda', 'odd', { batch_input_shape: [null, ...shape], ...config })]), weights: {} },
    { keras_version: version }
  )

/** What the layer makes of a picture. */
async function computed(config: object, shape: Size, values: Float32Array): Promise<Float64Array> {
  const { graph } = await openModel(await written(config, shape))
  const end = graph.outputs['odd']!
  return end === graph.input.id ? Float64Array.from(values) : evaluate(graph, values).get(end)!
}

const high: Size = [90, 4, 3]
const pixels = seededValues(90 * 4 * 3, 1, 255)
const row = 12
const reversed = Array.from(pixels, (_, i) => pixels[i - 2 * (i % 3) + 2]!)

/** What Python computes of a picture 90 pixels high. */
const arithmetic: Partial<Record<LambdaName, ArrayLike<number>>> = {
  nvidia: pixels.map((x) => x / 127.5 - 1),
  half: pixels.map((x) => x / 255 - 0.5),
  brackets: pixels.map((x) => (x - 128) / 128),
  reversed: pixels.map((x) => 1 - (2 * x) / 255),
  negated: pixels.map((x) => -x * 0.5 + 1),
  many: pixels.map((x) => (x * 2 + (x - 10) * 3) / 4),
  folded: pixels.map((x) => x * 0.25 + 100_000),
  square: pixels.map((x) => x * x),
  slice: pixels.slice(60 * row, 70 * row),
  turned: reversed,
  ellipsis: reversed.map((x) => x / 255),
  index: pixels.slice(0, row),
  rows: pixels.slice(60 * row, 65 * row).map((x) => (x - 128) / 128)
}

const refusals: Partial<Record<LambdaName, RegExp>> = {
  global: /'SCALE', which is not in the file/,
  two: /the value of its argument 'y' is not in the file/,
  constant: /does not depend on the picture/
}

describe.each(Object.entries(marshalledLambdas))('Python %s', (version, codes) => {
  test.each(Object.entries(arithmetic))('%s', async (name, expected) => {
    const config = asKeras(codes[name as LambdaName])
    // In Python 2 the quotient of the integers 1 and 4 is 0, so x vanishes from this one.
    if (version === '2.7' && name === 'folded')
      return expect(await refusal(await written(config, high))).toMatch(/depend/)
    expectClose(await computed(config, high, pixels), expected, 1e-6)
  })

  test.each(Object.entries(refusals))('%s is refused', async (name, why) => {
    expect(await refusal(await written(asKeras(codes[name as LambdaName]), high))).toMatch(why)
  })
})

test.each(['nvidia', 'many', 'rows'] as const)('%s is one affine node, with a crop before it at most', async (name) => {
  const { graph } = await openModel(await written(asKeras(marshalledLambdas['3.12']![name]), high))
  const crop = lambdaSources[name].includes('[') ? ['crop'] : []
  expect(graph.nodes.map(({ op }) => op.type)).toEqual([...crop, 'affine'])
  expect(graph.nodes.at(-1)!.id).toBe('odd')
})

const picture: Size = [9, 12, 3]
const values = seededValues(9 * 12 * 3, 5)

describe.each(Object.entries(marshalledFunctions))('functions of TensorFlow and Keras, Python %s', (_, codes) => {
  test.each(lambdaNames)('%s', async (name) => {
    const expected = tf.tidy(() => lambdaTruths[name](tf.tensor(values, [1, ...picture])).dataSync())
    expectClose(await computed(lambdaConfig(codes[name], name), picture, values), expected, 1e-5)
  })

  test('a function that is not known is refused by its name and place', async () => {
    expect(await refusal(await written(asKeras(codes.hue), picture))).toMatch(
      /layer 'odd' \(Lambda, layer 1 of 1\) calls 'tf\.image\.adjust_hue', which Lanegaze does not know; save/
    )
  })

  test('a function that branches is refused', async () => {
    expect(await refusal(await written(asKeras(codes.branch), picture))).toMatch(
      /more than arithmetic, slices and calls/
    )
  })
})

describe('pictures are resized as the version of TensorFlow does it that wrote the file', () => {
  const input = (): tf.Tensor3D => tf.tensor3d(values, [...picture])
  const opened = async (name: 'resize' | 'resizeImages' | 'corners', python: string, keras: string) => {
    const { graph, warnings } = await openModel(
      await written(lambdaConfig(marshalledFunctions[python]![name], name), picture, keras)
    )
    const codes = warnings.map(({ code }) => code).filter((code) => code === 'resize-version')
    return { found: evaluate(graph, values).get('odd')!, codes }
  }

  test.each([
    // Name, Python, Keras, centres of pixels are matched, the version is a guess.
    ['resizeImages', '3.6', '2.2.4', false, false],
    ['resizeImages', '3.8', '2.11.0', false, false],
    ['resize', '3.8', '2.2.4-tf', true, false],
    ['resize', '3.7', '2.2.4-tf', true, true],
    ['resize', '3.7', '2.3.1', true, true],
    ['resize', '3.7', '2.3.0-tf', true, false],
    ['resize', '3.6', '2.2.4', false, false],
    ['resize', '3.12', '3.5.0', true, false]
  ] as const)('%s, Python %s, Keras %s', async (name, python, keras, halfPixel, isGuess) => {
    const { found, codes } = await opened(name, python, keras)
    expectClose(found, tf.image.resizeBilinear(input(), [4, 10], false, halfPixel).dataSync(), 1e-5)
    expect(codes).toEqual(isGuess ? ['resize-version'] : [])
  })

  test('corners', async () => {
    const { found } = await opened('corners', '3.7', '2.2.4')
    expectClose(found, tf.image.resizeBilinear(input(), [4, 10], true).dataSync(), 1e-5)
  })
})

// Python 3.5 as Keras 1.2.1 stored it (Latin-1 text, not base64), and Python 2.7 as Keras 1.0 did.
const latin: [name: string, code: string][] = [
  [
    'Python 3.5',
    'ã\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00S\x00\x00\x00s\f\x00\x00\x00|\x00\x00d\x01\x00\x1bd\x02\x00\x18S)\x03Nç\x00\x00\x00\x00\x00à_@ç\x00\x00\x00\x00\x00\x00ð?©\x00)\x01Ú\x01xr\x03\x00\x00\x00r\x03\x00\x00\x00ú\bmodel.pyÚ\b<lambda>"\x00\x00\x00s\x00\x00\x00\x00'
  ],
  [
    'Python 2.7',
    'c\x01\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00S\x00\x00\x00s\f\x00\x00\x00|\x00\x00d\x01\x00\x15d\x02\x00\x18S(\x03\x00\x00\x00Ng\x00\x00\x00\x00\x00à_@g\x00\x00\x00\x00\x00\x00ð?(\x00\x00\x00\x00(\x01\x00\x00\x00t\x01\x00\x00\x00x(\x00\x00\x00\x00(\x00\x00\x00\x00s\b\x00\x00\x00model.pyt\b\x00\x00\x00<lambda>\x1c\x00\x00\x00s\x00\x00\x00\x00'
  ]
]

test.each(latin)('%s, stored as text', async (_, code) => {
  const config = { function: code, function_type: 'lambda' }
  expectClose(
    await computed(config, high, pixels),
    pixels.map((x) => x / 127.5 - 1),
    1e-6
  )
})

test('Keras 3 wraps the code in an object, with its defaults', async () => {
  const wrapped = (code: string, defaults: unknown = null): object => ({
    function: { class_name: '__lambda__', config: { code, defaults, closure: null } }
  })
  const half = wrapped(marshalledLambdas['3.12']!.half)
  expectClose(await computed(half, high, pixels), arithmetic.half!, 1e-6)
  const line = wrapped(marshalledFunctions['3.12']!.default, { class_name: '__tuple__', items: [2, 5] })
  expectClose(
    await computed(line, high, pixels),
    pixels.map((x) => 2 * x + 5),
    1e-6
  )
})

test.each([
  ['Keras 2', { function: 'normalise', function_type: 'function' }],
  ['Keras 3', { function: { class_name: 'function', config: 'normalise', registered_name: 'function' } }]
])('a function that is stored by name only is refused, %s', (_, config) => {
  expect(readLambda(config)).toEqual({ why: "only the name of its function, 'normalise', is in the file" })
})

test.each([marshalledLambdas['3.12']!.nvidia, marshalledFunctions['3.8']!.parts, marshalledFunctions['2.7']!.gated])(
  'a code object that is cut off anywhere is refused, and damage never throws (%#)',
  (code) => {
    const whole = Buffer.from(code, 'base64')
    for (let length = 0; length < whole.length; length++) {
      expect(readLambda(asKeras(whole.subarray(0, length).toString('base64')))).toHaveProperty('why')
    }
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole)
      damaged[at] = damaged[at]! ^ 0xff
      expect(() => readLambda(asKeras(damaged.toString('base64')))).not.toThrow()
    }
  }
)

test('every source has its function', () => {
  for (const codes of Object.values(marshalledFunctions))
    expect(Object.keys(codes)).toEqual(Object.keys(functionSources))
})

import { spawnSync } from 'node:child_process'
import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { functionSources, marshalledFunctions } from '../../fixtures/marshalledFunctions.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { lambdaConfig, lambdaNames } from '../../fixtures/lambdaCases.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()
const shape = [9, 12, 3]
const pixels = seededValues(9 * 12 * 3, 5)

/** A model of one Lambda layer, and what a person says that it computes. */
async function written(config: object, stated?: string): Promise<string> {
  const lambda = layer('Lambda', 'prepare', { batch_input_shape: [null, ...shape], ...config })
  const path = await models.h5({ config: sequential([lambda]), weights: {} }, { keras_version: '2.11.0' })
  if (stated !== undefined) await writeFile(`${path}.lambdas.json`, stated)
  return path
}

async function computed(path: string): Promise<Float64Array> {
  const { graph } = await openModel(path)
  return evaluate(graph, pixels).get(graph.outputs['prepare']!)!
}

const byName = { function: { class_name: 'function', config: 'prepare', registered_name: 'function' } }
const says = (expression: string): string => JSON.stringify({ prepare: expression })

describe('what is written beside the model', () => {
  test.each<[expression: string, (x: number, i: number) => number]>([
    ['x / 255 - 0.5', (x) => x / 255 - 0.5],
    ['-x ** 2 + 1', (x) => 1 - x * x],
    ['2 - (x - 1) * -3 / 4', (x) => 2 + ((x - 1) * 3) / 4],
    ['x - 1 - 2', (x) => x - 3],
    ['lambda img: (img - 128.) / 1.28e2', (x) => (x - 128) / 128],
    ['K.clip(x, min_value=-.1, max_value=1e-1)', (x) => Math.min(0.1, Math.max(-0.1, x))],
    ['x * [1, 2, 3] + tf.constant((0.5,))', (x, i) => x * (1 + (i % 3)) + 0.5]
  ])('%s', async (expression, formula) => {
    expectClose(await computed(await written(byName, says(expression))), pixels.map(formula), 1e-6)
  })

  test.each(lambdaNames.filter((name) => functionSources[name].startsWith('lambda ') && name !== 'default'))(
    'means what Python means: %s',
    async (name) => {
      const compiled = await written(lambdaConfig(marshalledFunctions['3.12']![name], name))
      const text = await written(byName, says(functionSources[name]))
      expect((await openModel(text)).graph).toEqual((await openModel(compiled)).graph)
    }
  )

  test('is taken in place of code that can be read, and tells the model from what it is without it', async () => {
    const config = lambdaConfig(marshalledFunctions['3.12']!.clipped, 'clipped')
    const [own, stated] = [await written(config), await written(config, says('x * 2'))]
    expectClose(
      await computed(stated),
      pixels.map((x) => 2 * x),
      1e-6
    )
    const [one, other] = [await openModel(own), await openModel(stated)]
    expect(other.hash).not.toBe(one.hash)
  })
})

describe('what a person says when the model is opened', () => {
  const kept = (path: string): Promise<string> => readFile(`${path}.lambdas.json`, 'utf8')
  const nothingIsKept = (path: string): Promise<void> =>
    expect(access(`${path}.lambdas.json`)).rejects.toMatchObject({ code: 'ENOENT' })

  test('is kept beside it, so that it opens from then on, and is told', async () => {
    const path = await written(byName)
    const opened = await openModel(path, { lambdas: { prepare: 'x / 2' } })
    expect(JSON.parse(await kept(path))).toEqual({ prepare: 'x / 2' })
    const again = await openModel(path)
    expect(again.hash).toBe(opened.hash)
    expectClose(
      await computed(path),
      pixels.map((x) => x / 2),
      1e-6
    )
    const told = again.warnings.filter(({ code }) => code === 'stated-lambda').map(({ message }) => message)
    expect(told).toEqual([
      expect.stringMatching(/^The layer 'prepare' is taken to compute x \/ 2, as '\d+\.h5\.lambdas\.json'/)
    ])
  })

  test('wins over what was written of the layer, and leaves what was written of others', async () => {
    const path = await written(byName, JSON.stringify({ prepare: 'x', other: 'x + 1' }))
    await openModel(path, { lambdas: { prepare: 'x * 3' } })
    expect(JSON.parse(await kept(path))).toEqual({ prepare: 'x * 3', other: 'x + 1' })
  })

  test('of several layers is asked for one after the other, and kept when the last is said', async () => {
    const [first, second] = [
      layer('Lambda', 'crop', { batch_input_shape: [null, ...shape], ...byName }),
      layer('Lambda', 'scale', byName)
    ]
    const path = await models.h5({ config: sequential([first, second]), weights: {} }, { keras_version: '2.11.0' })
    await expect(openModel(path)).rejects.toMatchObject({ layer: 'crop' })
    await expect(openModel(path, { lambdas: { crop: 'x[:, 2:]' } })).rejects.toMatchObject({ layer: 'scale' })
    await nothingIsKept(path)
    const { graph } = await openModel(path, { lambdas: { crop: 'x[:, 2:]', scale: 'x / 255' } })
    expect(graph.nodes.at(-1)!.shape).toEqual([7, 12, 3])
  })

  test.each([
    ['x / ', /^What you say of the layer 'prepare' ends too early; write a Python expression in x/],
    ['cv2.resize(x, (8, 8))', /^'\d+\.h5' cannot be opened: the layer 'prepare' \(Lambda, layer 1 of 1\)/]
  ])('is not kept where the model does not open with it: %s', async (code, sentence) => {
    const path = await written(byName)
    await expect(openModel(path, { lambdas: { prepare: code } })).rejects.toThrow(sentence)
    await nothingIsKept(path)
  })

  test('is refused where it cannot be kept', async () => {
    const path = await written(byName)
    await mkdir(`${path}.lambdas.json.part`)
    await expect(openModel(path, { lambdas: { prepare: 'x' } })).rejects.toThrow(
      /^What the Lambda layers compute cannot be kept beside the model, as '\d+\.h5\.lambdas\.json'; copy the model/
    )
  })
})

describe('is refused with one sentence:', () => {
  test('a function that is not in the file, with what to write', async () => {
    expect(await refusal(await written(byName))).toMatch(
      /'prepare'.*write what it computes of x beside the model, as '\d+\.h5\.lambdas\.json' with \{"prepare": "x \/ 255 - 0\.5"\}/
    )
  })

  test.each([
    ['x / ', /says of the layer 'prepare' ends too early; write a Python expression in x/],
    ['x / 255)', /cannot be read at '\)' \(character 8\)/],
    ['x if x else 2', /cannot be read at 'if'/],
    ['x ? 2', /cannot be read at '\?'/],
    ['tf.image.adjust_hue(x, 0.1)', /calls 'tf\.image\.adjust_hue', which Lanegaze does not know/],
    ['tf.image.resize(x, (1e9, 8))', /calls 'tf\.image\.resize', which makes an axis 1000000000 long/],
    ['tf.tile(x, (1, 1, 1e9, 1))', /calls 'tf\.tile', which makes an axis 12000000000 long/],
    [`${'-('.repeat(1000)}x${')'.repeat(1000)}`, /is longer than 2000 characters/],
    ['tf.image.resize(x, (4, 4), antialias=True)', /has 'antialias' set; leave it out/],
    ['tf.nn.relu(x, alfa=2)', /is given 'alfa', which is not supported/],
    ['tf.cast(x, tf.int32)', /turns numbers into int32, which cuts their fractions off/],
    ['y + 1', /it uses 'y', which is not in the file/]
  ])('%s', async (expression, sentence) => {
    expect(await refusal(await written(byName, says(expression)))).toMatch(sentence)
  })

  test.each(['no JSON', '[1]', '{"prepare": 5}'])('%s', async (text) => {
    expect(await refusal(await written(byName, text))).toMatch(/does not say what Lambda layers compute; write it as/)
  })

  test.each([
    ['a folder', (place: string) => mkdir(place)],
    ['a pipe, which would be waited for,', (place: string) => spawnSync('mkfifo', [place])]
  ])('%s in the place of the file', async (_, put) => {
    const path = await written(byName)
    await put(`${path}.lambdas.json`)
    expect(await refusal(path)).toMatch(/\.lambdas\.json' is a folder, a pipe or a device and no file; remove it\./)
  })
})

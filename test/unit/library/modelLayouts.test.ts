import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Model } from '../../../src/shared/api.ts'
import type { RecipeStep } from '../../../src/shared/recipeStep.ts'
import type { InputLayout } from '../../../src/shared/inputLayout.ts'
import { prepareRun } from '../../../src/main/analysis/prepareRun.ts'
import { modelRoutes } from '../../../src/main/api/models.ts'
import { addModel } from '../../../src/main/library/openedModel.ts'
import type { Services } from '../../../src/main/api/services.ts'
import { openStore, type Store } from '../../../src/main/store/store.ts'
import { layer, sequential } from '../../fixtures/modelConfigs.ts'
import { seededWeights } from '../../../testing/modelFiles.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { recordingOf } from '../../../testing/storeRows.ts'

const models = modelFolder()
let store: Store
beforeEach(() => {
  store = openStore(models.place())
})
afterEach(() => store.close())

/** A model of nine channels. */
const nine = (): Promise<string> =>
  models.h5({
    config: sequential([
      layer('Conv2D', 'conv', { filters: 2, kernel_size: [3, 3], batch_input_shape: [null, 8, 10, 9] }),
      layer('GlobalAveragePooling2D', 'mean'),
      layer('Dense', 'angle', { units: 1 })
    ]),
    weights: {
      conv: [seededWeights('conv/kernel:0', [3, 3, 9, 2], 1), seededWeights('conv/bias:0', [2], 2)],
      angle: [seededWeights('angle/kernel:0', [2, 1], 3), seededWeights('angle/bias:0', [1], 4)]
    }
  })

async function put(model: Model, recipe: object): Promise<{ status: number; answer: Model }> {
  const routes = modelRoutes({ store } as Services).onError((error, c) => c.json({ error: error.message }, 400))
  const response = await routes.request(`/${model.id}/recipe`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ recipe, head: model.head })
  })
  return { status: response.status, answer: (await response.json()) as Model }
}

const gray: RecipeStep[] = [{ step: 'colour', to: 'gray' }]
const grey: InputLayout = { as: 'grey-frames', newest: 'first', apart: 3 }

test('another reading is kept with what depends on it, also when the model is opened again', async () => {
  const path = await nine()
  const fresh = await addModel(store, path)
  expect(fresh).toMatchObject({ input: [8, 10, 3], form: { kind: 'channels', shape: [8, 10, 9] } })
  const { answer } = await put(fresh, { ...fresh.recipe, afterResize: gray, reading: grey })
  expect(answer).toMatchObject({ input: [8, 10, 1], recipe: { reading: grey, afterResize: gray } })
  expect(answer.layers.filter(({ kind }) => kind === 'slice')).toHaveLength(9)
  expect(await addModel(store, path)).toEqual(answer)
})

test('a reading that is left out is the guess', async () => {
  const fresh = await addModel(store, await nine())
  const { reading, ...rest } = fresh.recipe
  expect((await put(fresh, rest)).answer.recipe.reading).toEqual(reading)
})

test('runs of different readings are different runs', async () => {
  const model = await addModel(store, await nine())
  const drive = store.library.drives.save(recordingOf(), { openWith: {}, sample: false })
  const readings: InputLayout[] = [
    { as: 'colour-frames', newest: 'last', apart: 1 },
    { as: 'colour-frames', newest: 'first', apart: 1 },
    { as: 'colour-frames', newest: 'last', apart: 2 },
    { as: 'picture', others: 'zero' }
  ]
  const ids = readings.map((reading) => {
    const read = { ...model, recipe: { ...model.recipe, reading } }
    const request = { drive, model: read, method: 'gradient', explain: 'change', engine: 'auto' } as const
    return prepareRun(store.library, store.cache(drive.id), request).id
  })
  expect(new Set(ids).size).toBe(readings.length)
})

test('the size of a picture that the file leaves open is what the recipe says, also when the model is opened again', async () => {
  const network = new OnnxNetwork({ input: ['batch', 3, 'height', 'width'] }).conv([3, 2], [3, 3])
  const path = await network.node('GlobalAveragePool').node('Flatten').gemm(2, 1).write(models.place('.onnx'))
  const fresh = await addModel(store, path)
  expect(fresh.input).toEqual([224, 224, 3])
  expect(fresh.warnings.map(({ code }) => code)).toContain('open-size')
  const { answer } = await put(fresh, { ...fresh.recipe, resize: { ...fresh.recipe.resize, height: 66, width: 200 } })
  expect(answer).toMatchObject({ input: [66, 200, 3], recipe: { resize: { height: 66, width: 200 } } })
  expect(answer.layers[0]?.shape).toEqual([64, 198, 2])
  expect(answer.warnings.map(({ code }) => code)).not.toContain('open-size')
  expect(await addModel(store, path)).toEqual(answer)
})

test.each([
  ['an unknown way', { as: 'depth' }, /reading/],
  ['frames too far apart', { ...grey, apart: 31 }, /reading/],
  ['something that is no part of it', { ...grey, skip: 2 }, /reading/],
  ['a way that does not fit', { as: 'picture', in: 'left', others: 'zero' }, /cannot be read as the picture in 'left'/],
  ['grey frames in colour', { ...grey }, /takes one channel/]
])('%s is refused', async (_, reading, sentence) => {
  const fresh = await addModel(store, await nine())
  const { status, answer } = await put(fresh, { ...fresh.recipe, reading })
  expect(status).toBe(400)
  expect(JSON.stringify(answer)).toMatch(sentence)
})

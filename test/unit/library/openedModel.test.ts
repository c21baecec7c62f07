import { rm, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addModel, withMethodsOfNow } from '../../../src/main/library/openedModel.ts'
import { guessCodes } from '../../../src/main/model/input/guessWarnings.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { methods } from '../../../src/main/saliency/methods.ts'
import { openStore, type Store } from '../../../src/main/store/store.ts'
import type { Model } from '../../../src/shared/api.ts'
import { oldestForm } from '../../../src/shared/recipeVersion1.ts'
import * as small from '../../fixtures/modelConfigs.ts'
import { seededWeights } from '../../../testing/modelFiles.ts'
import { modelFolder } from '../../fixtures/modelFolder.ts'

const models = modelFolder()
let store: Store
beforeEach(() => {
  store = openStore(models.place())
})
afterEach(() => store.close())

const everyId = methods.map(({ id }) => id)

test('a model that was kept before a method was there gets it, and keeps its recipe', async () => {
  const fresh = await addModel(store, await models.h5(small.keras2))
  const edited = store.library.models.edit(
    fresh.id,
    { ...fresh.recipe, afterResize: [{ step: 'colour', to: 'bgr' }] },
    fresh.head
  )
  const old = store.library.models.save({ ...edited, methods: fresh.methods.slice(0, 2) })
  const now = await withMethodsOfNow(store, old)
  expect(now.methods).toEqual(fresh.methods)
  expect(oldestForm(now.recipe)).toMatchObject({ colour: 'bgr' })
  expect(store.library.models.get(fresh.id).methods).toEqual(fresh.methods)
})

test('what is said of a method, and which there are, is as it is now', async () => {
  const fresh = await addModel(store, await models.h5(small.keras2))
  const stale = fresh.methods.map((method) => ({ ...method, label: 'Old name', caution: 'Old words.' }))
  const gone = { ...stale[0]!, id: 'gone' }
  const now = await withMethodsOfNow(store, { ...fresh, methods: [gone, ...stale] })
  expect(now.methods).toEqual(fresh.methods)
})

test('a recipe that lies beside the model stays, and a guess ends its warnings where a person set something', async () => {
  const path = await models.h5({
    config: small.sequential([
      small.layer('Flatten', 'flat', { batch_input_shape: [null, 8, 10, 3] }),
      small.layer('Dense', 'angle', { units: 1 })
    ]),
    weights: { angle: [seededWeights('angle/kernel:0', [240, 1], 1), seededWeights('angle/bias:0', [1], 2)] }
  })
  const guessed = await addModel(store, path)
  const guesses = ({ warnings }: Model): string[] =>
    warnings.map(({ code }) => code).filter((code) => guessCodes.includes(code))
  expect(guesses(guessed)).toEqual(['recipe-uncertain'])
  expect(guesses(store.library.models.edit(guessed.id, guessed.recipe, guessed.head))).toEqual([])
  expect(guesses(await addModel(store, path))).toEqual([])

  const other = await models.h5(small.keras1)
  const { recipe, head } = await openModel(other)
  await writeFile(
    `${other}.recipe.json`,
    JSON.stringify({ recipe: { ...recipe, afterResize: [{ step: 'colour', to: 'bgr' }] }, head })
  )
  const beside = await addModel(store, other)
  const now = await withMethodsOfNow(
    store,
    store.library.models.save({ ...beside, methods: beside.methods.slice(0, 2) })
  )
  expect([oldestForm(beside.recipe), now]).toEqual([{ ...oldestForm(recipe), colour: 'bgr' }, beside])
})

test('where the file is gone, methods that are newer say so', async () => {
  const path = await models.h5(small.keras2)
  const fresh = await addModel(store, path)
  await rm(path)
  const now = await withMethodsOfNow(store, { ...fresh, methods: fresh.methods.slice(0, 2) })
  expect(now.methods.map(({ id }) => id)).toEqual(everyId)
  expect(now.methods.slice(0, 2)).toEqual(fresh.methods.slice(0, 2))
  expect(now.methods[2]?.refused).toMatch(/is not at its place any more; open it again\./)
})

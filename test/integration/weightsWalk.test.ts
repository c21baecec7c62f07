import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../src/main/app.ts'
import type { Drive, Model } from '../../src/shared/api.ts'
import type { RecipeSearch } from '../../src/shared/recipeSearch.ts'
import type { TakenLayers } from '../../src/shared/toldLayers.ts'
import { ask, failure, ok, startApp } from '../fixtures/askedApp.ts'
import { writeJetbotDrive, writeJetbotModel } from '../fixtures/jetbotDrive.ts'
import { saveState } from '../fixtures/torchFiles.ts'
import { TorchNetwork } from '../fixtures/torchNetwork.ts'

let folder: string
let app: App
let path: string
let model: Model
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanegaze-weights-'))
  app = await startApp(join(folder, 'data'))
  const net = new TorchNetwork(48, 64)
    .conv('conv1', [3, 4], 5, { stride: 2 })
    .elu('act1')
    .conv('conv2', [4, 4], 5, { stride: 2 })
  net
    .elu('act2')
    .flatten()
    .linear('fc1', 4 * 9 * 13, 8)
    .elu('act3')
    .linear('fc2', 8, 1)
  path = await saveState(join(folder, 'pilot.pth'), net.state)
  model = await ok<Model>(ask(app, 'POST', '/api/models', { path }))
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

test('a search tries ReLU and ELU, and says that the network itself is a guess', async () => {
  writeJetbotDrive(join(folder, 'drive'), 48)
  const drive = await ok<Drive>(ask(app, 'POST', '/api/drives', { path: join(folder, 'drive') }))
  const asked = ask(app, 'POST', `/api/models/${model.id}/recipe-search`, { driveId: drive.id })
  const { sentence } = await ok<RecipeSearch>(asked)
  expect(sentence).toMatch(/What stands between the layers of the model, ReLU, is a guess; with ELU it /)
})

test('what stands between the layers is set beside the model, which is then another with the recipe of before', async () => {
  const before = await ok<TakenLayers>(ask(app, 'GET', `/api/models/${model.id}/layers`))
  expect(before).toMatchObject({ activation: 'relu', isGuess: true, told: null })
  expect(before.layers.map(({ at }) => at)).toEqual(['conv1', 'conv2', 'fc1', 'fc2'])
  const recipe = { ...model.recipe, scale: { multiply: 2, add: 1 } }
  const head = { ...model.head, positive: 'left' as const }
  await ok(ask(app, 'PUT', `/api/models/${model.id}/recipe`, { recipe, head }))

  const told = { activation: 'elu', layers: { fc2: { activation: 'tanh' } } } as const
  const after = await ok<Model>(ask(app, 'PUT', `/api/models/${model.id}/layers`, told))
  expect(JSON.parse(await readFile(`${path}.layers.json`, 'utf8'))).toEqual(told)
  expect(after.id).not.toBe(model.id)
  expect(after).toMatchObject({ recipe, head, name: 'pilot.pth' })
  expect(await ok<TakenLayers>(ask(app, 'GET', `/api/models/${after.id}/layers`))).toMatchObject({
    ...{ activation: 'elu', isGuess: false, told },
    layers: [{ activation: 'elu' }, { activation: 'elu' }, { activation: 'elu' }, { activation: 'tanh' }]
  })

  // What cannot be opened so is not kept.
  for (const [wrong, sentence] of [
    [{ layers: { conv9: { stride: 2 } } }, /names a layer 'conv9' that the model lacks; it may name conv1, conv2/],
    [{ activation: 'snake' }, /'activation' is wrong: use one of relu, elu/],
    [{ activations: 'elu' }, /there is no 'activations', but activation, layers/]
  ] as const)
    expect((await failure(ask(app, 'PUT', `/api/models/${after.id}/layers`, wrong))).error).toMatch(sentence)
  expect(JSON.parse(await readFile(`${path}.layers.json`, 'utf8'))).toEqual(told)
})

test('of a model that says itself what it computes there is nothing to set', async () => {
  const onnx = await writeJetbotModel(join(folder, 'pilot.onnx'))
  const { id } = await ok<Model>(ask(app, 'POST', '/api/models', { path: onnx }))
  expect(await (await ask(app, 'GET', `/api/models/${id}/layers`)).json()).toBeNull()
  const refused = ask(app, 'PUT', `/api/models/${id}/layers`, { activation: 'elu' })
  expect((await failure(refused)).error).toMatch(/'pilot\.onnx' says itself what stands between its layers/)
})

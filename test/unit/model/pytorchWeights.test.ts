import { writeFile } from 'node:fs/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { type SaveOptions, type SavedState, saveState } from '../../fixtures/torchFiles.ts'
import { TorchNetwork } from '../../fixtures/torchNetwork.ts'
import { alexNet, dave2, mobileNetV2, resNet, squeezeNet, vgg } from '../../fixtures/torchNetworks.ts'
import { seededValues } from '../../../testing/seeded.ts'

// The same network written as ONNX, module by module, and run by ONNX Runtime says what it computes.

const models = modelFolder()
let engine: Engine
beforeAll(async () => {
  engine = await createEngine('ort')
})
afterAll(() => engine.dispose())

const saved = (state: SavedState, options?: SaveOptions): Promise<string> =>
  saveState(models.place('.pth'), state, options)

/** What ONNX Runtime computes of a picture [1, channels, height, width]. */
async function wanted(net: TorchNetwork, picture: Float32Array): Promise<Float32Array> {
  const session = await InferenceSession.create(net.onnx.bytes(), { intraOpNumThreads: 1 })
  const { output } = await session.run({ input: new Tensor('float32', picture, net.onnx.input as number[]) })
  return output!.data as Float32Array
}

/** Opens weights and runs them on the same picture. */
async function found(path: string, net: TorchNetwork, picture: Float32Array) {
  const [, channels, height, width] = net.onnx.input as [number, number, number, number]
  const opened = await openModel(path, { size: { height, width } })
  const pixels = height * width
  const last = picture.map((_, i) => picture[(i % channels) * pixels + Math.floor(i / channels)]!)
  const { graph } = opened
  expect(graph.input.shape).toEqual([height, width, channels])
  const session = await engine.load({ ...graph, outputs: { output: graph.outputs['output']! } })
  const { output } = await session.run(last, 1)
  session.dispose()
  return { opened, output: output! }
}

async function expectSame(net: TorchNetwork, options: SaveOptions = {}, tolerance = 1e-5) {
  const picture = seededValues(
    (net.onnx.input as number[]).reduce((a, b) => a * b, 1),
    5
  )
  const path = await saved(net.state, { modules: net.modules, ...options })
  const { opened, output } = await found(path, net, picture)
  expect(opened.format).toBe('pytorch-weights')
  expectClose(output, await wanted(net, picture), tolerance)
  return opened
}

/** The nearest number below that both kinds of 16 bits have. */
const ofEightBits = (value: number): number =>
  Math.abs(value) < 2 ** -14
    ? 0
    : new Float32Array(Uint32Array.of(new Uint32Array(Float32Array.of(value).buffer)[0]! & 0xffff0000).buffer)[0]!

const pilot = (): TorchNetwork => dave2()

describe('networks are told by their weights', () => {
  test.each<[string, () => TorchNetwork]>([
    ['ResNet-18 as JetBot has it', () => resNet('basic', [2, 2, 2, 2], 64).linear('fc', 512, 2)],
    ['ResNet-34', () => resNet('basic', [3, 4, 6, 3], 64).linear('fc', 512, 1)],
    ['ResNet-50', () => resNet('bottleneck', [3, 4, 6, 3], 64).linear('fc', 2048, 2)],
    ['MobileNet V2', () => mobileNetV2(64)],
    ['SqueezeNet 1.0', () => squeezeNet('1.0', 95)],
    ['SqueezeNet 1.1', () => squeezeNet('1.1', 98)],
    ['AlexNet with one layer as its head', () => alexNet().linear('classifier', 9216, 2)],
    ['VGG-11', () => vgg('A', false).linear('classifier.6', 25088, 2)],
    ['VGG-13 with normalisation', () => vgg('B', true).linear('classifier', 25088, 1)],
    [
      'ResNet-18 with a head of two layers',
      () => {
        const net = resNet('basic', [2, 2, 2, 2], 64).linear('fc.0', 512, 32).relu('fc.1').module('fc.2')
        return net.linear('fc.3', 32, 2)
      }
    ]
  ])('%s', async (_, make) => {
    await expectSame(make(), {}, 1e-4)
  })

  test.each<[string, () => TorchNetwork]>([
    ['VGG-16', () => vgg('D', false)],
    ['VGG-19', () => vgg('E', false)]
  ])('%s with the head that it comes with', async (_, make) => {
    const net = make().linear('classifier.0', 25088, 8).relu('classifier.1')
    const head = net.module('classifier.2').linear('classifier.3', 8, 6).relu('classifier.4').module('classifier.5')
    const { warnings } = await expectSame(head.linear('classifier.6', 6, 2), {}, 2e-5)
    expect(warnings.map(({ code }) => code)).toContain('guessed-layers')
  })

  test('pictures are of 224 x 224 and normalised as ImageNet is; two outputs are left to be chosen from', async () => {
    const net = resNet('basic', [2, 2, 2, 2], 224).linear('fc', 512, 2)
    const { graph, recipe, head, warnings } = await openModel(await saved(net.state))
    expect(graph.input.shape).toEqual([224, 224, 3])
    expect(recipe).toMatchObject({ afterResize: [], crop: null, normalise: { mean: [0.485, 0.456, 0.406] } })
    expect(recipe.scale.multiply).toBeCloseTo(1 / 255, 10)
    expect(head).toMatchObject({ output: 'output', index: 0 })
    expect(warnings.map(({ code }) => code)).toEqual(['told-network', 'open-size', 'recipe-uncertain'])
    expect(warnings[0]!.message).toMatch(
      / holds weights alone; .* they are those of ResNet-18, which is what is computed\.$/
    )
  })
})

describe('a PilotNet is told by its weights', () => {
  test('as far as they tell it, which is said', async () => {
    const { warnings, recipe } = await expectSame(pilot())
    const taken = warnings.find(({ code }) => code === 'guessed-layers')!.message
    expect(taken).toMatch(/strides of 2 in 'conv\.0', 'conv\.2', 'conv\.4' and 1 in 'conv\.6', 'conv\.8'/)
    expect(taken).toMatch(/; ReLU \(a guess: nothing in it says that\) behind all but 'fc\.4', 'fc\.5'/)
    expect(taken).toMatch(
      /\.pth\.layers\.json' beside it, such as \{"activation": "elu", "layers": \{"conv\.0": \{"stride": 1\}\}\}\.$/
    )
    expect(recipe.afterResize).toEqual([{ step: 'colour', to: 'yuv' }])
  })

  test('with normalisation', async () => {
    await expectSame(dave2({ norm: true }))
  })

  test('and what they do not tell is said in a file beside it', async () => {
    const net = dave2({ activation: 'elu' })
    const path = await saved(net.state, { modules: net.modules })
    const picture = seededValues(3 * 66 * 200, 5)
    const before = await found(path, net, picture)
    await writeFile(`${path}.layers.json`, JSON.stringify({ activation: 'elu' }))
    const after = await found(path, net, picture)
    expectClose(after.output, await wanted(net, picture), 1e-5)
    expect(Math.abs(before.output[0]! - after.output[0]!)).toBeGreaterThan(1e-3)
    // It belongs to what the model is.
    expect(after.opened.hash).not.toBe(before.opened.hash)
    // Nobody is told to write what is there.
    const said = after.opened.warnings.find(({ code }) => code === 'assumed-layers')!.message
    expect(said).toMatch(/Together with what '.*\.layers\.json' says, there are strides of .*; ELU behind all but/)
    expect(said).not.toMatch(/Write|guess/)
  })

  test('layer by layer', async () => {
    const net = new TorchNetwork(40, 40).conv('a', [3, 8], 5, { stride: 3, padding: 2 }).relu('r').conv('b', [8, 8], 3)
    net
      .elu('e')
      .flatten()
      .linear('c', 8 * 12 * 12, 4)
      .linear('d', 4, 1)
    net.onnx.node('Tanh')
    const path = await saved(net.state)
    const layers = {
      a: { stride: 3, padding: 2, activation: 'relu' },
      c: { activation: 'none' },
      d: { activation: 'tanh' }
    }
    await writeFile(`${path}.layers.json`, JSON.stringify({ activation: 'elu', layers }))
    const picture = seededValues(3 * 40 * 40, 5)
    expectClose((await found(path, net, picture)).output, await wanted(net, picture), 1e-5)
  })

  test.each<[string, unknown, RegExp]>([
    ['an activation that is not known', { activation: 'snake' }, /layers\.json' is wrong at 'activation'.*write it as/],
    [
      'a layer that the model lacks',
      { layers: { conv9: { stride: 2 } } },
      /names a layer 'conv9'.*may name conv\.0, conv\.2/
    ],
    ['no object', 7, /layers\.json' is wrong at 'the whole'/]
  ])('a file that says %s is refused', async (_, content, sentence) => {
    const net = pilot()
    const path = await saved(net.state)
    await writeFile(`${path}.layers.json`, JSON.stringify(content))
    expect(await refusal(path)).toMatch(sentence)
  })

  test('by the names of its modules', async () => {
    const net = new TorchNetwork(66, 200).conv('conv1', [3, 24], 5, { stride: 2 }).relu('relu1')
    net
      .conv('conv2', [24, 4], 5, { stride: 2 })
      .relu('relu1')
      .flatten()
      .linear('fc1', 4 * 14 * 47, 8)
      .relu('relu1')
    const { warnings } = await expectSame(net.linear('fc2', 8, 1))
    expect(warnings.map(({ message }) => message).join()).toMatch(/ReLU \(by the module 'relu1'\)/i)
  })

  test.each([
    [70, 200],
    [70, 320],
    [120, 160],
    [110, 110]
  ])('for pictures of %d x %d, which are guessed', async (height, width) => {
    const net = dave2({ height, width })
    const { graph, warnings } = await openModel(await saved(net.state))
    expect(graph.input.shape).toEqual([height, width, 3])
    expect(warnings[0]).toMatchObject({ code: 'open-size' })
  })

  test('and for others is refused with those that fit', async () => {
    const path = await saved(pilot().state)
    await expect(openModel(path, { size: { height: 100, width: 100 } })).rejects.toThrow(
      /takes no pictures of 100 x 100.*such as 200 x 66/
    )
  })
})

describe('what torch.save writes is read', () => {
  test.each<[string, SaveOptions]>([
    ['a zip with 64-bit sizes', { large: true }],
    ['a zip that was packed again', { deflated: true, folder: 'best_steering_model_xy' }],
    ['the pickle alone of PyTorch before 1.6', { old: true }],
    ['64-bit numbers', { type: 'Double' }],
    ['all tensors in one storage', { shared: true }],
    ['all tensors in one storage, before 1.6', { shared: true, old: true }],
    ['views that are transposed', { transposed: true }],
    ['DataParallel', { prefix: 'module.' }],
    [
      'a checkpoint',
      {
        as: (state) =>
          new Map([
            ['epoch', 7],
            ['model_state_dict', state],
            ['loss', 0.25]
          ] as const)
      }
    ],
    ['a checkpoint of Lightning', { prefix: 'model.', as: (state) => new Map([['state_dict', state]]) }],
    ['a checkpoint before 1.6', { old: true, as: (state) => new Map([['model', state]]), prefix: 'module.' }]
  ])('%s', async (_, options) => {
    const { modules, ...rest } = { modules: pilot().modules, ...options }
    await expectSame(
      pilot(),
      options.prefix === undefined
        ? { modules, ...rest }
        : { ...rest, modules: modules.map((name) => `${options.prefix}${name}`) }
    )
  })

  test.each(['Half', 'BFloat16'] as const)('numbers of 16 bits: %s', async (type) => {
    await expectSame(dave2({ round: ofEightBits }), { type })
  })

  test('a part that has two names is one', async () => {
    const net = pilot()
    const twice = new Map([...net.state, ...[...net.state].filter(([key]) => key.startsWith('fc'))])
    const { opened } = await found(await saved(twice), net, seededValues(3 * 66 * 200, 5))
    expect(opened.parameters).toBe([...net.state.values()].reduce((sum, { values }) => sum + values.length, 0))
  })
})

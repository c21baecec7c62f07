import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { inspectRoutes } from '../../../src/main/api/inspect.ts'
import { createRecordings } from '../../../src/main/library/recordings.ts'
import { isMeantAsModel } from '../../../src/main/model/modelPath.ts'
import { openStore } from '../../../src/main/store/store.ts'
import { openModel } from '../../../src/main/model/open.ts'
import * as small from '../../fixtures/modelConfigs.ts'
import { writeKerasZip } from '../../../testing/modelFiles.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { AtenProgram, ints } from '../../fixtures/atenProgram.ts'
import { GraphModel } from '../../fixtures/graphModels.ts'
import { frozenBytes, writeSavedModel } from '../../fixtures/savedModels.ts'
import { OnnxNetwork } from '../../fixtures/onnxModels.ts'
import { pilot } from '../../fixtures/tflitePilots.ts'
import { type SaveOptions, saveState } from '../../fixtures/torchFiles.ts'
import { dave2 } from '../../fixtures/torchNetworks.ts'

const models = modelFolder()
const recordings = createRecordings()
const data = mkdtempSync(join(tmpdir(), 'lanegaze-inspect-'))
const store = openStore(data)
afterAll(() => {
  recordings.close()
  store.close()
  rmSync(data, { recursive: true })
})

async function zip(): Promise<string> {
  const path = models.place('.keras')
  await writeKerasZip(path, small.keras3.config, {
    'layers/left/vars': small.keras3.weights['left']!,
    'layers/right/vars': small.keras3.weights['right']!,
    'layers/angle/vars': small.keras3.weights['angle']!
  })
  return path
}

function onnx(name = ''): Promise<string> {
  const network = new OnnxNetwork({ input: ['batch', 3, 66, 200] })
  return network
    .conv([3, 2], [5, 5], { strides: [4, 4] })
    .node('Flatten', [], { axis: 1 })
    .gemm(2 * 16 * 49, 1)
    .write(models.place(`${name}.onnx`))
}

function lite(): Promise<string> {
  const { network } = pilot('float32')
  return network.write(models.place('.tflite'), { steering: network.last })
}

const steering = (): GraphModel => {
  const model = new GraphModel().conv([3, 4], [3, 3]).node('Relu')
  return model.node('Reshape', [model.ints(-1, 7 * 10 * 4)]).dense(7 * 10 * 4, 1)
}

const saved = (): string => writeSavedModel(models.place('.savedmodel'), steering(), 'Keras 2')

async function frozen(suffix = '.pb'): Promise<string> {
  const path = models.place(suffix)
  await writeFile(path, frozenBytes(steering()))
  return path
}

function torch(options: SaveOptions = {}, suffix = '.pth'): Promise<string> {
  return saveState(models.place(suffix), dave2().state, options)
}

function program(): Promise<string> {
  const built = new AtenProgram().node('relu.default').node('mean.dim', { dim: ints(2, 3) })
  return built.write(models.place('.pt2'))
}

describe('what lies at a path is told to be a model', () => {
  test.each<[string, string, () => Promise<string>]>([
    ['Keras .h5', 'keras-h5', () => models.h5(small.keras2)],
    ['Keras .keras', 'keras-zip', zip],
    ['ONNX', 'onnx', () => onnx()],
    ['TensorFlow Lite', 'tflite', lite],
    ['PyTorch', 'pytorch-weights', () => torch()],
    ['PyTorch before 1.6', 'pytorch-weights', () => torch({ old: true })],
    ['PyTorch, by any name', 'pytorch-weights', () => torch({}, '.model')],
    ['torch.export', 'torch-export', program],
    ['TensorFlow.js', 'tfjs-layers', () => models.tfjs(small.keras2)],
    ['TensorFlow.js, by its folder', 'tfjs-layers', async () => join(await models.tfjs(small.keras2), '..')],
    ['a SavedModel', 'tf-saved', async () => saved()],
    ['a SavedModel, by the folder as Donkeycar calls it', 'tf-saved', async () => dirname(saved())],
    ['a frozen graph', 'tf-frozen', frozen],
    ['a frozen graph, by another name', 'tf-frozen', () => frozen('.frozen')]
  ])('%s', async (_, format, make) => {
    const path = await make()
    const response = await inspectRoutes({ store, recordings }).request('/', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path })
    })
    expect(await response.json()).toMatchObject({ what: 'model', model: { format } })
    expect((await openModel(path)).format).toBe(format)
  })

  test('and where a recording is asked for, that is said', async () => {
    for (const path of [
      await models.h5(small.keras2),
      await zip(),
      await onnx(),
      await lite(),
      await frozen(),
      saved(),
      await torch(),
      await torch({ old: true })
    ])
      await expect(recordings.openAnew(path, {})).rejects.toThrow(
        /^'.*' is a model and no recording; open it as a model\.$/
      )
    await expect(recordings.openAnew(await models.tfjs(small.keras2), {})).rejects.not.toThrow(/is a model/)
    // A folder of them is not an archive to be unpacked.
    const folder = models.place()
    await mkdir(folder)
    await copyFile(await torch(), join(folder, 'best.pth'))
    await expect(recordings.openAnew(folder, {})).rejects.toThrow(
      /holds a model and no recording; open 'best\.pth' as a model\.$/
    )
    await copyFile(await models.h5(small.keras2), join(folder, 'a.h5'))
    await expect(recordings.openAnew(folder, {})).rejects.toThrow(/open one of 'a\.h5', 'best\.pth' as a model\.$/)
  })

  const bytes = (...parts: (string | number)[]): Uint8Array =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from([part]))))
  test.each<[string, Uint8Array]>([
    ['MP4', bytes(0, 0, 0, 0x20, 'ftypisom')],
    ['Matroska', bytes(0x1a, 0x45, 0xdf, 0xa3)],
    ['AVI', bytes('RIFF', 0, 0, 0, 0, 'AVI ')],
    ['MPEG-TS', bytes(0x47, 0x40, 0, 0x10)],
    ['raw H.265', bytes(0, 0, 0, 1, 0x40, 1)],
    ['MCAP', bytes(0x89, 'MCAP0', 0x0d, 0x0a)],
    ['PNG', bytes(0x89, 'PNG', 0x0d, 0x0a, 0x1a, 0x0a)],
    ['JPEG', bytes(0xff, 0xd8, 0xff, 0xe0)],
    ['a log', bytes('center,left,right,steering\n')],
    ["Donkeycar's manifest", bytes('["cam/image_array", "user/angle"]\n')],
    ['nothing', bytes()]
  ])('but not %s', async (_, head) => {
    const path = models.place()
    await writeFile(path, head)
    expect(await isMeantAsModel(path)).toBe(false)
  })
})

describe('a model of another format is refused with what to do:', () => {
  test.each<[string, string, Buffer, RegExp]>([
    [
      'a pickle of Python',
      'net.pkl',
      Buffer.from([0x80, 4, 0x95, 0x0a]),
      /pickle.*never run; export.*torch\.onnx\.export/
    ],
    ['a graph as text', 'net.pb', Buffer.from('node {\n  name: "input"'), /graph of TensorFlow as text.*as_text=False/],
    [
      'what Keras keeps beside',
      'keras_metadata.pb',
      Buffer.from('\x0a\x05'),
      /part of a SavedModel.*saved_model\.pb lies in/
    ]
  ])('%s', async (_, name, head, sentence) => {
    const folder = models.place()
    await mkdir(folder)
    await writeFile(join(folder, name), head)
    expect(await refusal(join(folder, name))).toMatch(sentence)
    expect(await isMeantAsModel(join(folder, name))).toBe(true)
    expect(await refusal(folder)).toMatch(/is a folder; open the model file inside it/)
  })

  test('but ONNX opens by any name', async () => {
    expect((await openModel(await onnx('.pb'))).format).toBe('onnx')
  })
})

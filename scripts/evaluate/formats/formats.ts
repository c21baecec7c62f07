import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeH5, writeKeras, writeLayers } from '../../../test/fixtures/everyFormat/keras.ts'
import { writeOnnxPilot } from '../../../test/fixtures/everyFormat/onnx.ts'
import type { Pilot } from '../../../test/fixtures/everyFormat/pilots.ts'
import { writeProgram, writeWeights } from '../../../test/fixtures/everyFormat/pytorch.ts'
import { tensorflowNetwork } from '../../../test/fixtures/everyFormat/tensorflow.ts'
import { type Stored, tflitePilot } from '../../../test/fixtures/everyFormat/tflite.ts'
import { frozenBytes, type Layout, writeSavedModel } from '../../../test/fixtures/savedModels.ts'

/** A network as a file of one format. */
export interface WrittenPilot {
  path: string
  /** Of numbers that are rounded: the steps of its outputs. */
  steps?: Readonly<Record<string, number>>
  /** Its weights alone are in the file: what scales pictures is not. */
  isWithoutScale?: boolean
}

export interface Format {
  name: string
  /** How far its numbers are from those of 32 bits. */
  numbers: 'float' | 'half' | 'int8'
  /** Null where it cannot hold such a network. */
  write(pilot: Pilot, folder: string): Promise<WrittenPilot | null>
}

const at = async (path: Promise<string>): Promise<WrittenPilot> => ({ path: await path })

const savedModel = (layout: Layout): Format => ({
  name: `SavedModel of ${layout}`,
  numbers: 'float',
  async write(pilot, folder) {
    const { model, outputs } = tensorflowNetwork(pilot)
    const own = join(folder, layout.replace(' ', ''))
    await mkdir(own)
    return { path: writeSavedModel(own, model, layout, { outputs }) }
  }
})

const tflite = (name: string, stored: Stored, numbers: Format['numbers']): Format => ({
  name: `TensorFlow Lite, ${name}`,
  numbers,
  async write(pilot, folder) {
    const { bytes, steps } = await tflitePilot(pilot, stored)
    const path = join(folder, `${stored}.tflite`)
    await writeFile(path, bytes)
    return { path, ...(stored === 'int8' && { steps }) }
  }
})

/** Every format; the first is the one that the others are compared with. */
export const formats: readonly Format[] = [
  {
    name: 'Keras .h5',
    numbers: 'float',
    async write(pilot, folder) {
      const path = join(folder, 'pilot.h5')
      await writeH5(pilot, path)
      return { path }
    }
  },
  {
    name: 'Keras .keras',
    numbers: 'float',
    async write(pilot, folder) {
      const path = join(folder, 'pilot.keras')
      await writeKeras(pilot, path)
      return { path }
    }
  },
  {
    name: 'TensorFlow.js layers',
    numbers: 'float',
    write: (pilot, folder) => at(writeLayers(pilot, join(folder, 'layers')))
  },
  {
    name: 'TensorFlow.js graph',
    numbers: 'float',
    async write(pilot, folder) {
      const { model, outputs } = tensorflowNetwork(pilot)
      return { path: await model.write(join(folder, 'graph'), outputs) }
    }
  },
  savedModel('Keras 2'),
  savedModel('Keras 3'),
  savedModel('TensorFlow 1'),
  {
    name: 'TensorFlow frozen graph',
    numbers: 'float',
    async write(pilot, folder) {
      const { model } = tensorflowNetwork(pilot)
      const path = join(folder, 'frozen.pb')
      await writeFile(path, frozenBytes(model))
      return { path }
    }
  },
  { name: 'ONNX', numbers: 'float', write: (pilot, folder) => at(writeOnnxPilot(pilot, join(folder, 'pilot.onnx'))) },
  tflite('float32', 'float32', 'float'),
  tflite('float16', 'float16', 'half'),
  tflite('int8', 'int8', 'int8'),
  {
    name: 'PyTorch weights',
    numbers: 'float',
    async write(pilot, folder) {
      const path = await writeWeights(pilot, join(folder, 'pilot.pth'))
      return path === null ? null : { path, isWithoutScale: true }
    }
  },
  {
    name: 'torch.export .pt2',
    numbers: 'float',
    write: (pilot, folder) => at(writeProgram(pilot, join(folder, 'pilot.pt2')))
  }
]

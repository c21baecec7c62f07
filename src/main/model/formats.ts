import { readFile } from 'node:fs/promises'
import { InputError } from '../../shared/errors.ts'
import { foreignFile, inOneSentence } from '../recording/place/foreignFile.ts'
import type { ModelFormat } from './format.ts'
import { kerasH5 } from './keras/kerasH5.ts'
import { kerasZip } from './keras/kerasZip.ts'
import { type ModelFile, parseJson } from './modelFile.ts'
import { onnx } from './onnx/onnx.ts'
import { frozenGraph } from './tensorflow/frozenGraph.ts'
import { savedModel } from './tensorflow/savedModel.ts'
import { pytorchWeights } from './pytorch/pytorchWeights.ts'
import { torchExport } from './pytorch/torchExport.ts'
import { tfjsGraph } from './tensorflow/tfjsGraph.ts'
import { notTfjs } from './tfjs/modelJson.ts'
import { tfjsLayers } from './tfjs/tfjsLayers.ts'
import { tflite } from './tflite/tflite.ts'

/** All formats that are read, in the order in which they are named and tried. */
export const modelFormats: readonly ModelFormat[] = [
  onnx,
  kerasH5,
  pytorchWeights,
  torchExport,
  kerasZip,
  tflite,
  tfjsGraph,
  tfjsLayers,
  savedModel,
  frozenGraph
]

/** What model files are called of formats that are not read: with what converts them, they are spoken of as models. */
const refusedExtensions: readonly string[] = 'ckpt pkl pickle safetensors engine trt mlmodel caffemodel weights'.split(
  ' '
)
/** What tells nothing: the files of other programs are called so as well. */
const everybodys: readonly string[] = ['json']

/** What the files of all formats are called, without the dot. */
export const modelExtensions: readonly string[] = [...new Set(modelFormats.flatMap(({ extensions }) => extensions))]

const ofModels = new Set([...modelExtensions, ...refusedExtensions].filter((one) => !everybodys.includes(one)))

/** Whether a file is called as models are, those that are not read among them. */
export function isCalledAsModel(name: string): boolean {
  return ofModels.has(/\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? '')
}

const either = new Intl.ListFormat('en', { type: 'disjunction' })

/** What there is to open: 'an ONNX file, a Keras .keras or .h5 file, a TensorFlow Lite .tflite file, or a TensorFlow.js model.json'. */
export const modelFilesInWords = either.format(new Set(modelFormats.map(({ file }) => file)))

/** What a format is called; of one that a later version of the program knows, its id. */
export function formatName(id: string): string {
  return modelFormats.find((format) => format.id === id)?.name ?? id
}

/** @throws InputError that says what the file is in place of a model, and what to do */
export async function formatOf(file: ModelFile): Promise<ModelFormat> {
  const { head, name, path } = file
  const other = otherFormat(head, name)
  if (other) throw new InputError(`'${name}' ${other}`)
  for (const format of modelFormats) if (await format.recognise(file)) return format
  if (/^\s*["{[]/.test(Buffer.from(head).toString('utf8'))) {
    parseJson(await readFile(path, 'utf8'), name)
    throw notTfjs(name)
  }
  throw new InputError(`'${name}' ${NO_MODEL}; open ${modelFilesInWords}.`)
}

/** What is said of all that is not known. */
const NO_MODEL = 'is not a model that Lanegaze reads'

/**
 * What a file is that is no model that is read, and what to do, in one part of a sentence that follows its name; null for
 * what may be one.
 */
function otherFormat(head: Uint8Array, name: string): string | null {
  if (head.length === 0) return `is empty (0 bytes) and ${NO_MODEL}; copy it again from its source.`
  const found = foreignFile(head, name)
  return found && !found.mayBeModel ? inOneSentence(found, name) : null
}

import { open, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import { startsLikeHdf5 } from './hdf5.ts'
import { startsLikeZip } from './kerasZip.ts'
import { startsLikeOnnx } from './onnx/readOnnxModel.ts'

/** Bytes from a file's beginning that tell what it is. */
export const HEAD_BYTES = 256

/**
 * Whether a file begins as models do: HDF5, zip, ONNX, JSON. Also one that is refused then, such as PyTorch's: it is
 * nothing else that Lanegaze opens.
 * @param head its first bytes, HEAD_BYTES or all there are
 */
export function looksLikeModel(head: Uint8Array): boolean {
  return /^\s*["{]/.test(text(head)) || isBinaryModel(head)
}

/** The same of those that are no text: no recording begins so. */
export function isBinaryModel(head: Uint8Array): boolean {
  return startsLikeHdf5(head) || startsLikeZip(head) || startsLikeOnnx(head) || otherFormat(head, '') !== null
}

/** The first bytes of a file, HEAD_BYTES or all there are; none of a folder, or of what cannot be read. */
export async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path).catch(() => null)
  try {
    const read = await file?.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0).catch(() => null)
    return read ? read.buffer.subarray(0, read.bytesRead) : new Uint8Array()
  } finally {
    await file?.close()
  }
}

/**
 * What to do with a model of a format that Lanegaze does not read, in one part of a sentence that follows its name; null
 * for what is no such model.
 */
export function otherFormat(head: Uint8Array, name: string): string | null {
  return formats.find(({ is }) => is(head, name))?.sentence ?? null
}

/** Of a model that consists of several files, the one that says what they are. */
const tfjsFile = 'model.json'
const savedModelFile = 'saved_model.pb'

/** Whether a folder is one that models are saved as. */
export async function isModelFolder(folder: string): Promise<boolean> {
  return (await isFile(join(folder, tfjsFile))) || isFile(join(folder, savedModelFile))
}

/**
 * The file to read of a model: of TensorFlow.js's folder its model.json, else what was given.
 * @throws InputError for other folders
 */
export async function modelFile(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false
  )
  if (!isFolder) return path
  if (await isFile(join(path, tfjsFile))) return join(path, tfjsFile)
  const isSaved = await isFile(join(path, savedModelFile))
  throw new InputError(
    `'${basename(path)}' ${isSaved ? savedModelSentence : 'is a folder; open the model file inside it.'}`
  )
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false
  )
}

/** What is said of a SavedModel, by its folder or its file. */
const savedModelSentence =
  "is a SavedModel of TensorFlow; convert its folder with 'python -m tf2onnx.convert --saved-model FOLDER --output model.onnx' and open model.onnx."

const formats: { is: (head: Uint8Array, name: string) => boolean; sentence: string }[] = [
  {
    // A zip whose first entry is the pickle; before PyTorch 1.6 the pickle alone.
    is: (head) => (startsLikeZip(head) && /\/data\.pkl/.test(text(head))) || (head[0] === 0x80 && isPickle(head[1])),
    sentence:
      "is a pickle, as torch.save writes it: a program, which is never run; export the network with torch.onnx.export(model, example, 'model.onnx') and open model.onnx."
  },
  {
    is: (head) => text(head.subarray(4, 8)) === 'TFL3',
    sentence:
      "is a TensorFlow Lite model; open the Keras model that it was made from, or convert it with 'python -m tf2onnx.convert --tflite FILE --output model.onnx'."
  },
  { is: (_, name) => name === savedModelFile, sentence: savedModelSentence },
  {
    // ONNX is now and then called so as well.
    is: (head, name) => name.endsWith('.pb') && !startsLikeOnnx(head),
    sentence:
      "is a frozen graph of TensorFlow; convert it with 'python -m tf2onnx.convert --graphdef FILE --output model.onnx' (its inputs and outputs are to be named) and open model.onnx."
  }
]

/** The protocols of Python's pickles. */
const isPickle = (protocol: number | undefined): boolean => protocol !== undefined && protocol >= 2 && protocol <= 5

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

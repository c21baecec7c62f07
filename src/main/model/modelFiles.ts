import { open, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import { foreignFile, inOneSentence } from '../recording/foreignFile.ts'
import { startsLikeHdf5 } from './keras/hdf5.ts'
import { startsLikeZip } from './keras/kerasZip.ts'
import { startsLikeOnnx } from './onnx/readOnnxModel.ts'

/** Bytes from a file's beginning that tell what it is. */
export const HEAD_BYTES = 512

/** What model files are called, those of formats that are not read among them: a file that is called so is meant as one. */
const SUFFIX =
  /\.(h5|hdf5|keras|onnx|pt|pth|pt2|ckpt|tflite|pb|pkl|pickle|safetensors|engine|trt|mlmodel|caffemodel|weights)$/i

/**
 * Whether a file is meant as a model: it begins as models do (HDF5, zip, ONNX, JSON, and formats that are refused then,
 * such as PyTorch's), or is called as they are.
 * @param head its first bytes, HEAD_BYTES or all there are
 */
export function looksLikeModel(head: Uint8Array, name = ''): boolean {
  return (
    /^\s*["{]/.test(text(head)) ||
    startsLikeZip(head) ||
    isReadModel(head) ||
    foreignFile(head, name)?.isModel === true ||
    SUFFIX.test(name)
  )
}

/** Whether it begins as models do that are read and are no text: no recording begins so. */
export function isReadModel(head: Uint8Array): boolean {
  return (
    startsLikeHdf5(head) ||
    startsLikeOnnx(head) ||
    (startsLikeZip(head) && /config\.json|metadata\.json/.test(text(head)))
  )
}

/** The first bytes of a file, HEAD_BYTES or all there are; none of a folder, a pipe, or of what cannot be read. */
export async function headOf(path: string): Promise<Uint8Array> {
  if (!(await isFile(path))) return new Uint8Array()
  const file = await open(path).catch(() => null)
  try {
    const read = await file?.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0).catch(() => null)
    return read ? read.buffer.subarray(0, read.bytesRead) : new Uint8Array()
  } finally {
    await file?.close()
  }
}

/**
 * What a file is that is no model that is read, and what to do, in one part of a sentence that follows its name; null for
 * what may be one.
 */
export function otherFormat(head: Uint8Array, name: string): string | null {
  if (head.length === 0) return `is empty (0 bytes) and ${NO_MODEL}; copy it again from its source.`
  const found = foreignFile(head, name)
  return found && !found.mayBeModel ? inOneSentence(found, name) : null
}

/** What is said of all that is not known. */
export const NO_MODEL = 'is not a model that Lanegaze reads'

/** Of a model that consists of several files, the one that says what they are. */
const tfjsFile = 'model.json'
const savedModelFile = 'saved_model.pb'

/** Whether a folder is one that models are saved as. */
export async function isModelFolder(folder: string): Promise<boolean> {
  const files = [tfjsFile, savedModelFile].map((name) => isFile(join(folder, name)))
  return (await Promise.all([...files, isKerasFolder(folder)])).some((is) => is)
}

/** The files of an unzipped `.keras` file. */
const kerasFiles = ['config.json', 'model.weights.h5']

/**
 * The file to read of a model: of a folder that models are saved as, the one that says what they are; else what was given.
 * @throws InputError for other folders, and for pipes and devices, which would be waited for
 */
export async function modelFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  if (!found?.isDirectory()) {
    if (found && !found.isFile())
      throw new InputError(`'${basename(path)}' is a pipe or a device and no file; save the model as a file.`)
    return path
  }
  if (await isFile(join(path, tfjsFile))) return join(path, tfjsFile)
  if (await isKerasFolder(path)) return join(path, kerasFiles[0]!)
  const saved = (await isFile(join(path, savedModelFile))) ? otherFormat(new Uint8Array([1]), savedModelFile) : null
  throw new InputError(`'${basename(path)}' ${saved ?? 'is a folder; open the model file inside it.'}`)
}

async function isKerasFolder(folder: string): Promise<boolean> {
  return (await Promise.all(kerasFiles.map((name) => isFile(join(folder, name))))).every((there) => there)
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false
  )
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { InputError, isExpected } from '../../shared/errors.ts'
import { foreignFile } from '../recording/place/foreignFile.ts'
import { isCalledAsModel, modelFormats } from './formats.ts'
import { lookAtModel, type ModelFile } from './modelFile.ts'

/** Of a folder no more files than that are looked into. */
const MOST_LOOKED_AT = 50

/**
 * The file to read of a model: of a folder that models are saved as, the one that says what they are; else what was given.
 * @throws InputError for other folders, and for pipes and devices, which would be waited for
 */
export async function modelPath(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  if (!found?.isDirectory()) {
    if (found && !found.isFile())
      throw new InputError(`'${basename(path)}' is a pipe or a device and no file; save the model as a file.`)
    return path
  }
  const file = await fileIn(path)
  if (file !== null) return file
  throw new InputError(`'${basename(path)}' is a folder; open the model file inside it.`)
}

/**
 * Whether what lies at a path is meant as a model: it begins as models do (those that are refused then, such as PyTorch's,
 * and all JSON among them), or is called as they are; of folders, those that models are saved as.
 */
export async function isMeantAsModel(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  if (found?.isDirectory()) return (await fileIn(path)) !== null
  if (isCalledAsModel(basename(path))) return true
  const file = await regularFile(path)
  if (!file) return false
  if (file.beginsAsJson || foreignFile(file.head, file.name)?.isModel) return true
  for (const format of modelFormats) if (await format.recognise(file)) return true
  return false
}

/** Whether a file is a model that is read and can be nothing else: no recording begins so. */
export async function isCertainlyModel(path: string): Promise<boolean> {
  const file = await regularFile(path)
  return file !== null && modelFormats.some((format) => format.isCertain?.(file.head))
}

/** The names of what lies in a folder and is called and begins as models that are read do; none where it is no folder. */
export async function modelsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const called = entries.filter((entry) => entry.isFile() && isCalledAsModel(entry.name)).slice(0, MOST_LOOKED_AT)
  const found: string[] = []
  for (const { name } of called) {
    const file = await regularFile(join(folder, name))
    const known = file && (await Promise.all(modelFormats.map((format) => format.recognise(file))))
    if (known?.includes(true)) found.push(name)
  }
  return found.sort()
}

/** The file to read of a folder that a model was saved as; null for other folders. */
async function fileIn(folder: string): Promise<string | null> {
  for (const { folder: names } of modelFormats) {
    if (!names) continue
    const there = await Promise.all(names.map((name) => isFile(join(folder, name))))
    if (there.every((is) => is)) return join(folder, names[0]!)
  }
  return null
}

/** Null for folders, pipes, and what cannot be read. */
async function regularFile(path: string): Promise<ModelFile | null> {
  if (!(await isFile(path))) return null
  return lookAtModel(path).catch((error: unknown) => {
    if (isExpected(error)) return null
    throw error
  })
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false
  )
}

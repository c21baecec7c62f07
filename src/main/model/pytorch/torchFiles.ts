import { InputError } from '../../../shared/errors.ts'
import type { ModelFile } from '../modelFile.ts'
import { readingFile } from './byteSource.ts'
import { pickleIn } from './weights/checkpoint.ts'
import { readZip } from './zipArchive.ts'

/** What a zip of PyTorch holds: weights (or a program of TorchScript, which is told when it is read), or an exported program. */
export type TorchZip = 'weights' | 'program'

/** What a zip is, by the names of all that it holds; null for others than PyTorch's. */
function torchZip(names: readonly string[]): TorchZip | null {
  if (names.some((name) => /(^|\/)(archive_format|serialized_exported_program\.json)$/.test(name))) return 'program'
  return pickleIn(names) !== null || names.some(isOfScript) ? 'weights' : null
}

/** Of files that torch.jit.save wrote. */
const isOfScript = (name: string): boolean => /(^|\/)(constants\.pkl|code\/__torch__.*)$/.test(name)

/** The name of what lies first in a zip; null for other files. */
export function firstEntry(head: Uint8Array): string | null {
  const text = Buffer.from(head).toString('latin1')
  if (!text.startsWith('PK\x03\x04')) return null
  return text.slice(30, 30 + text.charCodeAt(26) + 256 * text.charCodeAt(27))
}

/** The same of a file; one that is cut off is told by its first entry. */
export async function recogniseTorch({ path, name, head }: ModelFile): Promise<TorchZip | null> {
  const first = firstEntry(head)
  if (first === null) return null
  const zip = await readingFile(path, name, (bytes) => readZip(bytes, name)).catch((error: unknown) => {
    if (error instanceof InputError) return null
    throw error
  })
  return zip ? torchZip(zip.names) : torchZipBy(first)
}

/** What a zip is by the name of its first entry alone. */
function torchZipBy(first: string): TorchZip | null {
  if (/\/data\/(weights|constants)\//.test(first)) return 'program'
  return /\/data\/\d+$/.test(first) ? 'weights' : torchZip([first])
}

/** Why a program that would have to be run is not opened; null for all else. */
export function refusedProgram(names: readonly string[], source: string): InputError | null {
  if (!names.some(isOfScript)) return null
  return new InputError(
    `'${source}' is a program of PyTorch, as torch.jit.save writes it (TorchScript), which is never run; export the network with torch.onnx.export(model, example, 'model.onnx') and open model.onnx.`
  )
}

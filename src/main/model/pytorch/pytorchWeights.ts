import type { ModelFormat, ReadModel, ReadOptions } from '../format.ts'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import { buildOperatorGraph } from '../lowering/buildGraph.ts'
import type { Constant } from '../lowering/constant.ts'
import type { PictureSize } from '../lowering/openSize.ts'
import { layersPath, readLayersFile } from '../layersFile.ts'
import type { ToldNetwork } from './architectures/network.ts'
import { pictureName } from './architectures/operatorList.ts'
import { toldNetwork } from './architectures/toldNetwork.ts'
import { atenOperators } from './aten/atenOperators.ts'
import { type ByteSource, readingFile } from './byteSource.ts'
import { firstEntry, recogniseTorch, refusedProgram } from './torchFiles.ts'
import { beginsAsOldCheckpoint, type Checkpoint, oldCheckpoint, pickleIn, zipCheckpoint } from './weights/checkpoint.ts'
import { stateDictIn } from './weights/stateDict.ts'
import { readTensors } from './weights/readTensors.ts'
import { readZip } from './zipArchive.ts'

/** What a person opens of PyTorch. */
export const torchFile = 'a PyTorch .pth or .pt2 file'

/**
 * Weights as torch.save writes them, of a network that their names and shapes tell: a zip, or the pickle alone of PyTorch
 * before 1.6. No network is in the file.
 */
export const pytorchWeights: ModelFormat = {
  id: 'pytorch-weights',
  name: 'PyTorch weights (.pth)',
  extensions: ['pth', 'pt'],
  file: torchFile,
  recognise: async (file) => beginsAsOldCheckpoint(file.head) || (await recogniseTorch(file)) === 'weights',
  isCertain: (head) => beginsAsOldCheckpoint(head) || pickleIn([firstEntry(head) ?? '']) !== null,
  read: ({ path, name, head }, options) =>
    readingFile(path, name, async (bytes) => {
      const checkpoint = beginsAsOldCheckpoint(head) ? await oldCheckpoint(bytes, name) : await inZip(bytes, name)
      return readWeights(checkpoint, path, name, options)
    })
}

async function inZip(bytes: ByteSource, source: string): Promise<Checkpoint> {
  const zip = await readZip(bytes, source)
  const refused = zip && refusedProgram(zip.names, source)
  if (refused) throw refused
  const pickle = zip && pickleIn(zip.names)
  if (zip && pickle !== null) return zipCheckpoint(zip, pickle, source)
  throw new InputError(`'${source}' is cut off or damaged; copy it again, or save the model again.`)
}

async function readWeights(
  checkpoint: Checkpoint,
  path: string,
  source: string,
  { size: wanted, layers }: ReadOptions
): Promise<ReadModel> {
  const state = stateDictIn(checkpoint.root, source)
  const file = await readLayersFile(path)
  const told = toldNetwork(state, layers ?? file, path)
  const used = [...new Set(told.operators.flatMap(({ inputs }) => inputs))].filter((name) => state.tensors.has(name))
  const constants = await readTensors(new Map(used.map((name) => [name, state.tensors.get(name)!])), checkpoint, source)
  const size = wanted ?? told.sizes?.likely[0]
  const model = {
    source,
    opset: 0,
    operators: told.operators,
    constants,
    inputs: [{ name: pictureName, dims: [0, told.channels, 0, 0] }],
    outputs: [{ name: 'output', tensor: told.output }]
  }
  if (wanted) checkSize(told, wanted, source)
  const { graph, warnings } = buildOperatorGraph(model, atenOperators, size)
  return {
    graph,
    parameters: countOf(constants),
    warnings: [...(told.sizes && !wanted && size ? [sizeWarning(size, source)] : []), ...told.warnings, ...warnings],
    taken: told.taken,
    files: file ? [path, layersPath(path)] : [path]
  }
}

function countOf(constants: ReadonlyMap<string, Constant>): number {
  return [...constants.values()].reduce((sum, { values, integer }) => sum + (integer ? 0 : values.length), 0)
}

function checkSize({ sizes }: ToldNetwork, size: PictureSize, source: string): void {
  if (!sizes || sizes.fits(size)) return
  const likely = sizes.likely.map(({ width, height }) => `${width} x ${height}`).slice(0, 4)
  throw new InputError(
    `'${source}' takes no pictures of ${size.width} x ${size.height}: its convolutions leave another number of pixels of them than its rows of numbers take; set the size that it was trained with in its recipe, such as ${likely.join(' or ')}.`
  )
}

function sizeWarning({ height, width }: PictureSize, source: string): Warning {
  const message = `'${source}' does not say the size of its pictures; ${width} x ${height} is a guess that its weights fit, so set the size that it was trained with in its recipe.`
  return { code: 'open-size', message }
}

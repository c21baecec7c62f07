import { z } from 'zod'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import { boundedJson } from '../boundedJson.ts'
import type { ModelFormat, ReadModel } from '../format.ts'
import { buildOperatorGraph, type ModelOutput } from '../lowering/buildGraph.ts'
import { inputSizes, type PictureSize } from '../lowering/openSize.ts'
import type { ModelInput } from '../lowering/pictureInput.ts'
import { atenOperators } from './aten/atenOperators.ts'
import { readingFile } from './byteSource.ts'
import { exportedOperators } from './exported/exportedOperators.ts'
import { ExportedProgram, newestSchema } from './exported/exportedProgram.ts'
import { checkInPlace } from './exported/inPlace.ts'
import { programParts } from './exported/programParts.ts'
import { heldConstants, keptTensors } from './exported/programWeights.ts'
import { torchFile } from './pytorchWeights.ts'
import { recogniseTorch } from './torchFiles.ts'
import { readZip, type ZipArchive } from './zipArchive.ts'

const mostOfText = 2 ** 28

/** What torch.export.save writes: a graph of ATen's operators as JSON, and its weights beside it in one zip. */
export const torchExport: ModelFormat = {
  id: 'torch-export',
  name: 'torch.export (.pt2)',
  extensions: ['pt2'],
  file: torchFile,
  recognise: async (file) => (await recogniseTorch(file)) === 'program',
  read: ({ path, name }, { size }) =>
    readingFile(path, name, async (bytes) => {
      const zip = await readZip(bytes, name)
      if (!zip) throw new InputError(`'${name}' is cut off or damaged; copy it again, or export the program again.`)
      return { ...(await readProgram(zip, name, size)), files: [path] }
    })
}

async function readProgram(
  zip: ZipArchive,
  source: string,
  size: PictureSize | undefined
): Promise<Omit<ReadModel, 'files'>> {
  const { program: part, weights, constants: others } = programParts(zip.names, source)
  const program = parsed(await zip.read(part, mostOfText), source)
  const { graph, signature } = program.graph_module
  const { operators, constants } = exportedOperators(graph.nodes)
  checkInPlace(operators, source)
  const held = signature.input_specs.filter((spec) => spec.kind === 'held')
  const kept = await Promise.all([weights, others].map((where) => keptTensors(zip, where, source)))
  const numbers = await heldConstants(held, kept, source)
  const inputs = inputsOf(program, source)
  const outputs = outputsOf(program)
  if (outputs.length === 0) throw new InputError(`'${source}' gives no tensor; export the whole program again.`)
  const model = {
    source,
    opset: 0,
    operators: operators.map(({ operator }) => operator),
    constants: new Map([...constants, ...numbers]),
    inputs,
    outputs
  }
  const built = buildOperatorGraph(model, atenOperators, size)
  const parameters = [...numbers.values()].reduce((sum, { values, integer }) => sum + (integer ? 0 : values.length), 0)
  return { graph: built.graph, parameters, warnings: [...newerWarnings(program, source), ...built.warnings] }
}

function parsed(bytes: Buffer, source: string): ExportedProgram {
  let json: unknown = null
  try {
    json = boundedJson(bytes.toString('utf8'))
  } catch {
    // What is no JSON is no program either.
  }
  const read = ExportedProgram.safeParse(json)
  if (read.success) return read.data
  const path = read.error.issues[0]?.path.join('.')
  const place = path ? `${path} of its program` : 'the beginning of its program'
  throw new InputError(
    `'${source}' is damaged, or of a version of PyTorch that Lanegaze does not know, at ${place}; export it with PyTorch 2.4 to 2.9.`
  )
}

/** Of a picture that fits into memory many times over. */
const mostNumbers = 2 ** 28

/** What a person gives the program. @throws InputError for sizes that no picture has */
function inputsOf({ graph_module: { graph, signature } }: ExportedProgram, source: string): ModelInput[] {
  const shapes = new Map(Object.entries(graph.tensor_values))
  return signature.input_specs.flatMap((spec) => {
    const name = spec.kind === 'given' && spec.arg.kind === 'tensor' ? spec.arg.name : ''
    const sizes = shapes.get(name)?.sizes
    if (!sizes) return []
    const dims = inputSizes(sizes, name, source)
    if (
      dims.every((size) => Number.isInteger(size) && size >= 0) &&
      dims.reduce((a, b) => a * (b || 1), 1) < mostNumbers
    )
      return [{ name, dims }]
    throw new InputError(`'${source}' takes '${name}' [${dims.join(', ')}], which is no picture; export it again.`)
  })
}

/** Named as the dictionary that the program gives, where it gives one. */
function outputsOf({ graph_module: { signature, module_call_graph: calls } }: ExportedProgram): ModelOutput[] {
  const results = signature.output_specs.filter((result) => result !== null)
  const spec = calls?.find(({ fqn }) => fqn === '')?.signature?.out_spec
  const names = spec ? namesIn(spec) : null
  const nameOf = (i: number): string =>
    names?.length === results.length ? names[i]! : results.length === 1 ? 'output' : `output_${i}`
  return results.flatMap((result, i) => (result.kind === 'tensor' ? [{ name: nameOf(i), tensor: result.name }] : []))
}

const OutSpec = z.tuple([z.number(), z.looseObject({ type: z.string().nullable(), context: z.unknown() })])

/** The keys of a dictionary of tensors, in the order of its values; null for other results. */
function namesIn(spec: string): string[] | null {
  try {
    const [, { type, context }] = OutSpec.parse(boundedJson(spec))
    if (!/dict$/i.test(type ?? '')) return null
    return z.array(z.string()).parse(typeof context === 'string' ? boundedJson(context) : context)
  } catch {
    return null
  }
}

function newerWarnings({ schema_version: version }: ExportedProgram, source: string): Warning[] {
  if (!version || version.major <= newestSchema) return []
  const message = `'${source}' is written in version ${version.major} of torch.export's schema, newer than ${newestSchema}; compare the predicted with the recorded steering.`
  return [{ code: 'newer-format', message }]
}

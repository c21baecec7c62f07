import type { Warning } from '../../../shared/recording.ts'
import type { SignatureDef, TensorInfo } from './graphProto.ts'

/** What a SavedModel can be asked for: what it takes and gives, by the names that people know. */
export interface Signature {
  name: string
  inputs: readonly NamedTensor[]
  outputs: readonly NamedTensor[]
}

export interface NamedTensor {
  name: string
  info: TensorInfo
}

const natural = new Intl.Collator('en', { numeric: true })

/** The signature that TensorFlow Serving asks for where nothing is said. */
const usual = 'serving_default'

/** The signatures of a SavedModel; those by which it initialises itself are none. */
export function signaturesOf(entries: readonly { key?: string; value?: SignatureDef }[]): Signature[] {
  return entries
    .flatMap(({ key = '', value }) =>
      value && value.outputs.length > 0 && !key.startsWith('__saved_model')
        ? [{ name: key, inputs: tensors(value.inputs), outputs: tensors(value.outputs) }]
        : []
    )
    .sort((a, b) => natural.compare(a.name, b.name))
}

/** In the order of their names: a file has them in any. */
function tensors(entries: SignatureDef['inputs']): NamedTensor[] {
  return entries
    .flatMap(({ key = '', value }) => (value ? [{ name: key, info: value }] : []))
    .sort((a, b) => natural.compare(a.name, b.name))
}

/**
 * The signature to read: `serving_default`; else one that takes a picture; else the first. Where others are not the same, that is
 * said.
 */
export function chosenSignature(
  signatures: readonly Signature[],
  source: string
): { signature: Signature; warnings: Warning[] } | null {
  const signature = signatures.find(({ name }) => name === usual) ?? signatures.find(takesPicture) ?? signatures[0]
  if (!signature) return null
  const others = signatures.filter((other) => formOf(other) !== formOf(signature))
  if (others.length === 0) return { signature, warnings: [] }
  const names = new Intl.ListFormat('en').format(signatures.map(({ name }) => `'${name}'`))
  const message = `'${source}' has the signatures ${names}; '${signature.name}' is read.`
  return { signature, warnings: [{ code: 'signature', message }] }
}

const takesPicture = ({ inputs }: Signature): boolean =>
  inputs.some(({ info }) => (info.tensorShape?.dim.length ?? 0) > 2)

/** What a signature takes and gives, as text: Keras has each twice, under two names. */
function formOf({ inputs, outputs }: Signature): string {
  const form = ({ name, info }: NamedTensor): unknown[] => [name, info.tensorShape?.dim.map(({ size }) => size)]
  return JSON.stringify([inputs.map(form), outputs.map(form)])
}

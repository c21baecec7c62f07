import type { AttributeValue, Operator } from '../lowering/operator.ts'
import { customOperator, operatorName } from './operatorNames.ts'
import { rangeAttribute } from './quantisation.ts'
import type { TfliteModel, TfliteOperator, TfliteSubgraph, TfliteTensor } from './schema.ts'
import { endsOfTensor, isRounded, isWholeType } from './tensors.ts'

/** The operators of a network, behind one for each input of whole numbers that keeps it within what these can be. */
export function operatorsOf(model: TfliteModel, graph: TfliteSubgraph, names: readonly string[]): Operator[] {
  /** What operators read in place of an input. */
  const instead = new Map<number, string>()
  const rounded = [...new Set(graph.inputs)].flatMap((index): Operator[] => {
    const ends = endsOfTensor(graph.tensors[index]!)
    if (!ends) return []
    const own = `${names[index]}/range`
    instead.set(index, own)
    const attributes = new Map([[rangeAttribute, ends]])
    return [{ name: own, type: 'QUANTIZE', domain: '', inputs: [names[index]!], outputs: [own], attributes }]
  })
  const nameOf = (index: number): string => {
    const tensor = graph.tensors[index]
    return !tensor || tensor.isVariable ? '' : (instead.get(index) ?? names[index]!)
  }
  const operators = graph.operators.map((operator): Operator => {
    const name = names[operator.outputs[0]!]!
    const type = typeOf(model, operator)
    return {
      name,
      type,
      domain: '',
      inputs: operator.inputs.map(nameOf),
      outputs: operator.outputs.map((index) => names[index]!),
      attributes: new Map([...statedBy(operator), ...impliedBy(type, operator, graph.tensors)])
    }
  })
  return [...rounded, ...operators]
}

function typeOf({ operatorCodes }: TfliteModel, { opcode }: TfliteOperator): string {
  const { code, deprecatedCode, custom } = operatorCodes[opcode]!
  const number = Math.max(code, deprecatedCode)
  return number === customOperator ? customName(custom) : operatorName(number)
}

const customName = (code: string): string => `CUSTOM ${code || 'without a name'}`

const stated = (value: unknown): value is number | string | number[] =>
  typeof value === 'number' || typeof value === 'string' || Array.isArray(value)

function statedBy({ options }: TfliteOperator): [string, AttributeValue][] {
  return Object.entries(options).flatMap(([name, value]): [string, AttributeValue][] =>
    stated(value) ? [[name, value]] : []
  )
}

/** What the types of an operator's tensors say beside its options. */
function impliedBy(
  type: string,
  operator: TfliteOperator,
  tensors: readonly TfliteTensor[]
): [string, AttributeValue][] {
  const [source, result] = [tensors[operator.inputs[0] ?? -1], tensors[operator.outputs[0]!]!]
  const ends = isRounded(result) ? endsOfTensor(result) : null
  const cuts = type === 'CAST' && source !== undefined && isWholeType(result.type) && !isWholeType(source.type)
  return [...(ends ? [[rangeAttribute, ends] satisfies [string, AttributeValue]] : []), ['cuts', cuts ? 1 : 0]]
}

/** Why operators that TensorFlow Lite does not have itself are refused, of those that the file names. */
export function customHints({ operatorCodes }: TfliteModel): Record<string, readonly [why: string, instead: string]> {
  const custom = operatorCodes.filter(({ code, deprecatedCode }) => Math.max(code, deprecatedCode) === customOperator)
  return Object.fromEntries(
    custom.map(({ custom: name }) => [
      customName(name),
      /^FlexTensorList/.test(name)
        ? loopHint
        : [
            name.startsWith('Flex')
              ? "is one of TensorFlow's own, which TensorFlow Lite lacks"
              : 'is no operator of TensorFlow Lite',
            'open the Keras model or the SavedModel that it was made from'
          ]
    ])
  )
}

/** Of a recurrent layer that was converted as a loop. */
export const loopHint = [
  'is part of a loop, as recurrent layers are converted to with an open batch',
  'open the Keras model that it was made from, or convert that for a batch of 1, which makes a UNIDIRECTIONAL_SEQUENCE_LSTM of an LSTM'
] as const

import { MessageReader } from '@foxglove/rosmsg2-serialization'
import { leastBytes, type RosDefinitions } from './rosDefinition.ts'

type Definition = RosDefinitions[number]
type Field = Definition['definitions'][number]

/** The second byte of a message says how it is laid out (DDS-XTypes 1.3, 7.4.3.4 and 7.6.2.1.2); these put sizes before their parts. */
const DELIMITED = new Set([0x08, 0x09, 0x14, 0x15])
/** Types whose members may come in any order (PL_CDR), which no message of ROS is. */
const MUTABLE = new Set([0x02, 0x03, 0x0a, 0x0b, 0x12, 0x13])

/**
 * A reader for messages of ROS 2, in CDR, CDR 2 and delimited CDR 2 of both byte orders: 64-bit integers are bigints,
 * arrays of numbers typed arrays. It throws a RangeError where a message ends before its definition does.
 * @throws Error where the definition is damaged.
 */
export function ros2Reader(definitions: RosDefinitions): (data: Uint8Array) => unknown {
  const least = leastBytes(definitions)
  const plain = new MessageReader(laidOut(definitions, false))
  const delimited = new MessageReader(laidOut(definitions, true))
  return (data) => {
    const layout = data[1] ?? 0
    if (MUTABLE.has(layout)) throw new RangeError('a message is laid out as a list of parameters')
    if (data.byteLength < least) throw new RangeError('a message ends too early')
    const reader = DELIMITED.has(layout) ? delimited : plain
    const message = reader.readMessage(data)
    // Arrays are views of the buffer, which goes on behind the message.
    if (reader.lastReadByteLength() > data.byteLength) throw new RangeError('a message ends too early')
    return message
  }
}

/** A structure of IDL has a member; these stand for none, and their value is no number that a person could choose. */
const NOTHING: Field[] = [{ name: 'structure_needs_at_least_one_member', type: 'uint8', isArray: true, arrayLength: 1 }]
const TIME: Definition = {
  name: 'time',
  definitions: [
    { name: 'sec', type: 'int32' },
    { name: 'nanosec', type: 'uint32' }
  ]
}
const TEXT: Definition = { name: 'text', definitions: [{ name: 'text', type: 'string' }] }

/** A definition as its messages are laid out; delimited, structures and arrays of anything but numbers begin with their size. */
function laidOut(definitions: RosDefinitions, delimited: boolean): Definition[] {
  const size = (of: string): Field[] =>
    delimited ? [{ name: `size of ${of}`, type: 'uint32', isArray: true, arrayLength: 1 }] : []
  const structures = [...definitions, TIME].map(({ name, definitions: fields }): Definition => {
    const own = fields
      .filter(({ isConstant }) => !isConstant)
      .map(asMessages)
      .flatMap((field) => (field.isArray && field.isComplex ? [...size(field.name), field] : [field]))
    const body = [...size('the structure'), ...(own.length > 0 ? own : NOTHING)]
    return { ...(name === undefined ? {} : { name }), definitions: body }
  })
  return [...structures, TEXT]
}

/**
 * A field whose array grows with what is read: the library makes room for as many times, strings and truths as a length
 * says before it reads the first of them. To it a time is a number, which has no size before it.
 */
function asMessages(field: Field): Field {
  if (field.type === 'time' || field.type === 'duration') return { ...field, type: 'time', isComplex: true }
  if (!field.isArray) return field
  if (field.type === 'string') return { ...field, type: 'text', isComplex: true }
  return field.type === 'bool' ? { ...field, type: 'uint8' } : field
}

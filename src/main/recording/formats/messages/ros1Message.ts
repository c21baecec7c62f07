import { MessageReader, StandardTypeReader } from '@foxglove/rosmsg-serialization'
import { leastBytes, type RosDefinitions } from './rosDefinition.ts'

/** The library turns definitions into code: no name may be more than a name. */
const NAME = /^[\w/]*$/

/**
 * A reader for messages of ROS 1, packed and little-endian: 64-bit integers are bigints, arrays of numbers typed arrays.
 * It throws a RangeError where a message ends before its definition does.
 * @throws Error where the definition is damaged.
 */
export function ros1Reader(definitions: RosDefinitions): (data: Uint8Array) => unknown {
  const least = leastBytes(definitions)
  if (!definitions.every(({ name = '' }) => NAME.test(name))) throw new Error('a message has no name of one')
  const { reader: Message } = new MessageReader(definitions.map(withoutLengths))
  return (data) => {
    if (data.byteLength < least) throw new RangeError('a message ends too early')
    const bytes = new BoundedReader(data)
    const message = new Message(bytes)
    // Arrays are views of the buffer, which goes on behind the message.
    if (bytes.offset > data.byteLength) throw new RangeError('a message ends too early')
    return message
  }
}

/** Reads numbers of 32 bits by another name, so that `uint32` is left for the lengths of strings and arrays. */
function withoutLengths({ name, definitions }: RosDefinitions[number]): RosDefinitions[number] {
  const own = definitions.map((field) =>
    field.type !== 'uint32' || field.isArray ? field : { ...field, type: 'number32' }
  )
  return { ...(name === undefined ? {} : { name }), definitions: own }
}

/** The library makes room for as many elements as a length says before it reads the first of them. */
class BoundedReader extends StandardTypeReader {
  override uint32(): number {
    const length = super.uint32()
    if (length > this.view.byteLength - this.offset) throw new RangeError('a message ends too early')
    return length
  }

  number32(): number {
    return super.uint32()
  }
}

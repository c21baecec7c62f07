import { parseRos2idl } from '@foxglove/ros2idl-parser'
import { parse } from '@foxglove/rosmsg'

/** The messages of a schema: first that of the channel, then those that it is made of. */
export type RosDefinitions = ReturnType<typeof parse>

/** Characters of a schema, which none of a car comes near: the parsers take seconds and gigabytes for longer ones. */
const LONGEST = { ros1msg: 2 ** 17, ros2msg: 2 ** 17, ros2idl: 2 ** 15 }
/** ROS 2's rule for the names of fields and constants. The parser's own form of it takes for ever over a name that breaks it. */
const ROS2_NAME = /^([a-z][a-z0-9]*(_[a-z0-9]+)*|[A-Z][A-Z0-9]*(_[A-Z0-9]+)*)$/

/**
 * Reads the text of a message definition.
 * @throws Error where it is damaged.
 */
export function readRosDefinition(text: string, encoding: keyof typeof LONGEST): RosDefinitions {
  if (text.length > LONGEST[encoding]) throw new RangeError('a schema is too long')
  if (encoding === 'ros1msg') return parse(text)
  if (encoding === 'ros2idl' && hasChainedTypes(text)) throw new RangeError('a type is named after too many others')
  if (encoding === 'ros2idl')
    return parseRos2idl(text).filter(({ definitions }) => !definitions.every(({ isConstant }) => isConstant))
  const names = text.split('\n').map((line) => /^[^\s#]\S*\s+(\w+)/.exec(line.trim())?.[1])
  // Recorders outside ROS also write names in camel case, which ROS 1 allows.
  return names.every((name) => name === undefined || ROS2_NAME.test(name))
    ? parse(text, { ros2: true })
    : parse(text.replaceAll('/msg/', '/'))
}

/** Names for names of types, one after the other: the parser takes twice the time for each. ROS writes one. */
const CHAINED = 3

function hasChainedTypes(text: string): boolean {
  const named = new Map(Array.from(text.matchAll(/\btypedef\s+([\w:]+)\s+(\w+)/g), ([, base, name]) => [name, base]))
  const isLong = (start: string): boolean => {
    let type: string | undefined = start
    for (let length = 0; length <= CHAINED; length++) {
      type = named.get(type?.split('::').at(-1))
      if (type === undefined) return false
    }
    return true
  }
  return [...named.keys()].some((name) => name !== undefined && isLong(name))
}

/** How many messages one message is made of, and how many bytes it takes at least. */
interface Extent {
  messages: number
  bytes: number
}

/** Messages within a message, beyond `PER_BYTE` for each of its bytes. */
const MESSAGES = 1000
const PER_BYTE = 4

/**
 * The fewest bytes that a message of a definition takes.
 * @throws RangeError where few bytes could make for many messages: where it is made of itself, or of empty ones.
 */
export function leastBytes(definitions: RosDefinitions): number {
  const found = new Map<string | undefined, Extent | 'looked for'>()
  const extentOf = (name: string | undefined): Extent => {
    const known = found.get(name)
    if (known === 'looked for') throw new RangeError('a message is made of itself')
    if (known) return known
    found.set(name, 'looked for')
    const extent = { messages: 1, bytes: 0 }
    for (const field of definitions.find((definition) => definition.name === name)?.definitions ?? []) {
      if (field.isConstant) continue
      const each = field.isComplex ? extentOf(field.type) : { messages: 0, bytes: 1 }
      if (!field.isArray || field.arrayLength !== undefined) {
        extent.messages += each.messages * (field.arrayLength ?? 1)
        extent.bytes += each.bytes * (field.arrayLength ?? 1)
      } else if (each.messages > PER_BYTE * each.bytes) throw new RangeError('an array is of empty messages')
    }
    if (extent.messages > MESSAGES + PER_BYTE * extent.bytes) throw new RangeError('a message holds too many others')
    found.set(name, extent)
    return extent
  }
  return extentOf(definitions[0]?.name).bytes
}

import { ros2galactic, ros2humble, ros2iron, ros2jazzy } from '@foxglove/rosmsg-msgs-common'
import type { MessageReader } from '../messageReader.ts'
import { messageReader } from '../messageReader.ts'
import { ros2Reader } from '../ros2Message.ts'
import type { RosDefinitions } from '../rosDefinition.ts'
import { carMessages } from './carMessages.ts'
import type { ReadOnlyDatabase } from './readOnlyDatabase.ts'

/** How messages are laid out, by the names of their types. */
export interface Definitions {
  has(type: string): boolean
  /** Null where it is not known, or what the file says of it is damaged. */
  reader(type: string): MessageReader | null
}

/** Longer texts are none of a message's. */
const LONGEST = 2 ** 20

/**
 * What a file says of its types (from Iron on); for those that it does not, what ROS's own packages and those of cars say.
 * Of ROS's own the layout is that of the latest release that knows it: those that cars use never changed.
 */
export function definedTypes(database: ReadOnlyDatabase): Definitions {
  const own = ownDefinitions(database)
  const has = (type: string): boolean => own.has(type) || commonDefinitions(plainName(type)) !== null
  return {
    has,
    reader(type) {
      const said = own.get(type)
      if (said) return messageReader({ messageEncoding: 'cdr' }, { name: type, ...said })
      const common = commonDefinitions(plainName(type))
      return common && ros2Reader(common)
    }
  }
}

function ownDefinitions(database: ReadOnlyDatabase): Map<string, { encoding: string; data: Uint8Array }> {
  const columns = database.columnsOf('message_definitions')
  const wanted = ['topic_type', 'encoding', 'encoded_message_definition']
  if (!columns || !wanted.every((column) => columns.has(column))) return new Map()
  const rows = database
    .prepare(
      'SELECT topic_type, encoding, encoded_message_definition AS text FROM message_definitions WHERE length(text) BETWEEN 1 AND ?'
    )
    .all(LONGEST)
  return new Map(
    rows.flatMap(({ topic_type: type, encoding, text }) =>
      typeof type === 'string' && typeof encoding === 'string' && typeof text === 'string'
        ? [[type, { encoding, data: Buffer.from(text) }] as const]
        : []
    )
  )
}

const plainName = (type: string): string => type.replace('/msg/', '/')

/** The latest release first. */
const RELEASES: readonly Readonly<Record<string, RosDefinitions[number]>>[] = [
  ros2jazzy,
  ros2iron,
  ros2humble,
  ros2galactic
]

/** A type and those that it is made of; null where one of them is not known. */
function commonDefinitions(type: string): RosDefinitions | null {
  const found = new Map<string, RosDefinitions[number]>()
  const add = (name: string): boolean => {
    if (found.has(name)) return true
    const text = Object.hasOwn(carMessages, name) ? carMessages[name] : undefined
    const definition =
      text === undefined
        ? RELEASES.find((release) => Object.hasOwn(release, name))?.[name]
        : { name, definitions: text.split('\n').map(fieldOf) }
    if (!definition) return false
    found.set(name, { ...definition, name })
    return definition.definitions.every((field) => !field.isComplex || add(field.type))
  }
  return add(type) ? [...found.values()] : null
}

/** A field as carMessages.ts writes it: `float32 speed`, `uint8[] data`. */
function fieldOf(line: string): RosDefinitions[number]['definitions'][number] {
  const [written = '', name = ''] = line.split(' ')
  const isArray = written.endsWith('[]')
  const type = isArray ? written.slice(0, -2) : written
  if (type === 'builtin_interfaces/Time') return { name, type: 'time', isArray, isComplex: false }
  return { name, type, isArray, isComplex: type.includes('/') }
}

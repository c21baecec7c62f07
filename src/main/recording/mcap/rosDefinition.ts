/** A field of a ROS message. */
export interface RosField {
  name: string
  /** A primitive ('float64', 'string', …) or the name of another message. */
  type: string
  /** null for a single value; 'any' for a sequence whose length stands before it; else the fixed length. */
  length: null | 'any' | number
}

/** Messages by the full name and by the last part of it; the message itself is ''. */
export type RosDefinition = ReadonlyMap<string, readonly RosField[]>

const FIELD = /^([\w/]+)(?:<=\d+)?(\[[^\]]*\])?\s+(\w+)/

/**
 * Reads the text of a message definition (`ros1msg` and `ros2msg` are alike): the message, and the messages it is
 * made of behind lines of '='. Constants, comments and default values are skipped.
 */
export function readRosDefinition(text: string): RosDefinition {
  const definition = new Map<string, RosField[]>()
  text.split(/^=+\s*$/m).forEach((part, i) => {
    const fields: RosField[] = []
    let name = ''
    for (const raw of part.split(/\r?\n/)) {
      const line = raw.replace(/#.*$/, '').trim()
      if (line.startsWith('MSG:')) name = line.slice(4).trim()
      const field = FIELD.exec(line)
      if (!field || /^\S+\s+\w+\s*=/.test(line)) continue
      const [, type = '', array, fieldName = ''] = field
      const fixed = array && /^\[(\d+)\]$/.exec(array)
      fields.push({ name: fieldName, type, length: array ? (fixed ? Number(fixed[1]) : 'any') : null })
    }
    if (i === 0) definition.set('', fields)
    else {
      definition.set(name.replace('/msg/', '/'), fields)
      definition.set(name.split('/').at(-1) ?? '', fields)
    }
  })
  return definition
}

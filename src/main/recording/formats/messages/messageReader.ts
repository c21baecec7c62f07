import { protobufFromBinaryDescriptor } from '@mcap/support'
import { ros1Reader } from './ros1Message.ts'
import { ros2Reader } from './ros2Message.ts'
import { readRosDefinition } from './rosDefinition.ts'

/** Turns the bytes of a message into plain values. @throws where they do not fit the schema. */
export type MessageReader = (data: Uint8Array) => unknown

/** How messages are laid out, as a log keeps it. */
export interface MessageSchema {
  name: string
  /** `protobuf`, `ros1msg`, `ros2msg`, `ros2idl`, … */
  encoding: string
  data: Uint8Array
}

/** A reader for the messages of a channel; null for encodings that are not known (FlatBuffers, CBOR, OMG's IDL) and damaged schemas. */
export function messageReader(
  channel: { messageEncoding: string },
  schema: MessageSchema | undefined
): MessageReader | null {
  if (channel.messageEncoding === 'json') return (data): unknown => JSON.parse(Buffer.from(data).toString('utf8'))
  try {
    return schema ? schemaReader(channel, schema) : null
  } catch {
    return null
  }
}

function schemaReader({ messageEncoding }: { messageEncoding: string }, schema: MessageSchema): MessageReader | null {
  const text = (): string => Buffer.from(schema.data).toString('utf8')
  switch (`${messageEncoding} ${schema.encoding}`) {
    case 'protobuf protobuf': {
      const type = protobufFromBinaryDescriptor(schema.data).lookupType(schema.name)
      // A number that is 0 is not written, and is 0 all the same.
      return (data): unknown => type.toObject(type.decode(data), { defaults: true, longs: Number })
    }
    case 'cdr ros2msg':
      return ros2Reader(readRosDefinition(text(), 'ros2msg'))
    case 'cdr ros2idl':
      return ros2Reader(readRosDefinition(text(), 'ros2idl'))
    case 'ros1 ros1msg':
      return ros1Reader(readRosDefinition(text(), 'ros1msg'))
    default:
      return null
  }
}

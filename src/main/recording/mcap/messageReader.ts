import type { McapTypes } from '@mcap/core'
import { protobufFromBinaryDescriptor } from '@mcap/support'
import { readRosDefinition } from './rosDefinition.ts'
import { readRosMessage } from './rosMessage.ts'

/** Turns the bytes of a message into plain values. @throws where they do not fit the schema. */
export type MessageReader = (data: Uint8Array) => unknown

type ProtobufType = ReturnType<ReturnType<typeof protobufFromBinaryDescriptor>['lookupType']>

/** A reader for the messages of a channel; null for encodings that are not known (FlatBuffers, CBOR, IDL) and damaged schemas. */
export function messageReader(channel: McapTypes.Channel, schema: McapTypes.Schema | undefined): MessageReader | null {
  if (channel.messageEncoding === 'json') return (data): unknown => JSON.parse(Buffer.from(data).toString('utf8'))
  if (!schema) return null
  const text = (): string => Buffer.from(schema.data).toString('utf8')
  switch (`${channel.messageEncoding} ${schema.encoding}`) {
    case 'protobuf protobuf': {
      const type = protobufType(schema)
      // A number that is 0 is not written, and is 0 all the same.
      return type && ((data): unknown => type.toObject(type.decode(data), { defaults: true, longs: Number }))
    }
    case 'cdr ros2msg': {
      const definition = readRosDefinition(text())
      return (data) => readRosMessage(definition, data, 'cdr')
    }
    case 'ros1 ros1msg': {
      const definition = readRosDefinition(text())
      return (data) => readRosMessage(definition, data, 'ros1')
    }
    default:
      return null
  }
}

function protobufType({ data, name }: McapTypes.Schema): ProtobufType | null {
  try {
    return protobufFromBinaryDescriptor(data).lookupType(name)
  } catch {
    return null
  }
}

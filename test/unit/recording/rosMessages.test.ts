import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageReader } from '../../../src/main/recording/formats/messages/messageReader.ts'

type Encoding = 'ros1msg' | 'ros2msg' | 'ros2idl'

function readerOf(encoding: Encoding, text: string): ((data: Uint8Array) => unknown) | null {
  const channel = { id: 1, schemaId: 1, topic: '/a', metadata: new Map<string, string>() }
  const messageEncoding = encoding === 'ros1msg' ? 'ros1' : 'cdr'
  return messageReader({ ...channel, messageEncoding }, { name: 'a/A', encoding, data: Buffer.from(text) })
}

const NEXT = `\n${'='.repeat(80)}\nMSG: `
/** The bytes of a message; '|' and blanks part its fields. */
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s|\|/g, ''), 'hex')

const OBJECTS = `std_msgs/Header header
int64 id
string[] names
Point[] path
bool[<=4] seen
${NEXT}a/Point
float64 x
uint8 y
${NEXT}std_msgs/Header
builtin_interfaces/Time stamp
string frame_id`

const objects = {
  header: { stamp: { sec: 5, nanosec: 6 }, frame_id: 'cam' },
  id: -2n,
  names: [{ text: 'a' }, { text: '' }],
  path: [
    { x: 1, y: 7 },
    { x: -2, y: 8 }
  ],
  seen: Uint8Array.of(1, 0)
}

describe('a message of ROS 2', () => {
  it.each([
    {
      layout: 'CDR, little-endian',
      bytes: `00010000 | 05000000 06000000 04000000 63616d00 | feffffffffffffff
        | 02000000 02000000 61000000 01000000 00000000 | 02000000 000000000000f03f 07 00000000000000
        | 00000000000000c0 08 000000 | 02000000 01 00`
    },
    {
      layout: 'CDR, big-endian',
      bytes: `00000000 | 00000005 00000006 00000004 63616d00 | fffffffffffffffe
        | 00000002 00000002 61000000 00000001 00000000 | 00000002 3ff0000000000000 07 00000000000000
        | c000000000000000 08 000000 | 00000002 01 00`
    },
    {
      layout: 'delimited CDR 2, little-endian',
      bytes: `00090000 | 66000000 | 14000000 08000000 05000000 06000000 04000000 63616d00 | feffffffffffffff
        | 11000000 02000000 02000000 61000000 01000000 00000000
        | 21000000 02000000 09000000 000000000000f03f 07 000000 09000000 00000000000000c0 08 000000 | 02000000 01 00`
    },
    {
      layout: 'delimited CDR 2 by its other number, big-endian',
      bytes: `00140000 | 00000066 | 00000014 00000008 00000005 00000006 00000004 63616d00 | fffffffffffffffe
        | 00000011 00000002 00000002 61000000 00000001 00000000
        | 00000021 00000002 00000009 3ff0000000000000 07 000000 00000009 c000000000000000 08 000000 | 00000002 01 00`
    }
  ])('in $layout', ({ bytes }) => {
    const read = readerOf('ros2msg', OBJECTS)
    expect(withoutSizes(read?.(hex(bytes)))).toEqual(objects)
  })

  it('whose definition is IDL', () => {
    const text = `${'='.repeat(80)}
IDL: car_msgs/msg/SteeringReport
// generated from rosidl_adapter/resource/msg.idl.em
#include "builtin_interfaces/msg/Time.idl"
module car_msgs {
  module msg {
    module SteeringReport_Constants {
      const uint8 MANUAL = 1;
    };
    struct SteeringReport {
      builtin_interfaces::msg::Time stamp;
      @verbatim (language="comment", text="positive to the left")
      @unit (value="rad")
      float steering_tire_angle;
    };
  };
};
${'='.repeat(80)}
IDL: builtin_interfaces/msg/Time
module builtin_interfaces {
  module msg {
    struct Time {
      int32 sec;
      uint32 nanosec;
    };
  };
};`
    const read = readerOf('ros2idl', text)
    expect(read?.(hex('00010000 05000000 06000000 0000003f'))).toEqual({
      stamp: { sec: 5, nsec: 6 },
      steering_tire_angle: 0.5
    })
  })

  it('whose fields are named as no message of ROS 2 may name them', () => {
    const read = readerOf('ros2msg', `a/msg/Wheel Front\n${NEXT}a/msg/Wheel\nfloat32 steeringAngle`)
    expect(read?.(hex('00010000 0000003f'))).toEqual({ Front: { steeringAngle: 0.5 } })
  })
})

/** The sizes that delimited messages hold are under names that no field has. */
function withoutSizes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSizes)
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  const own = Object.entries(value).filter(([name]) => !name.includes(' '))
  return Object.fromEntries(own.map(([name, inner]) => [name, withoutSizes(inner)]))
}

it('reads a message of ROS 1', () => {
  const text = `Header header\nuint32 count\nstring[] names\nPoint[2] path\nduration d\n${NEXT}a/Point\nfloat32 x\nuint8[] y\n${NEXT}std_msgs/Header\nuint32 seq\ntime stamp\nstring frame_id`
  const bytes = `01000000 05000000 06000000 03000000 63616d | ffffffff | 02000000 01000000 61 00000000
    | 0000003f 02000000 0708 | 0000003f 00000000 | ffffffff 02000000`
  expect(readerOf('ros1msg', text)?.(hex(bytes))).toMatchObject({
    header: { seq: 1, stamp: { sec: 5, nsec: 6 }, frame_id: 'cam' },
    count: 0xffffffff,
    names: ['a', ''],
    path: [
      { x: 0.5, y: Uint8Array.of(7, 8) },
      { x: 0.5, y: new Uint8Array() }
    ],
    d: { sec: -1, nsec: 2 }
  })
})

describe('a message that its bytes do not hold', () => {
  const whole = hex(`00010000 | 05000000 06000000 04000000 63616d00 | feffffffffffffff
    | 02000000 02000000 61000000 01000000 00000000 | 02000000 000000000000f03f 07 00000000000000
    | 00000000000000c0 08 000000 | 02000000 01 00`)

  it('is refused wherever it is cut, whatever lies behind it', () => {
    const read = readerOf('ros2msg', OBJECTS)
    for (let length = 0; length < whole.length; length++)
      expect(() => read?.(whole.subarray(0, length)), `${length}`).toThrow(Error)
  })

  // Room for that many elements is 268 MB.
  it.each(['string[]', 'bool[]', 'time[]', 'duration[]', 'uint8[]', 'float64[]', 'Point[]', 'string[33554430]'])(
    'is refused where it says that it holds 33554430 of %s',
    (type) => {
      const length = type.endsWith('[]') ? 'feffff01' : ''
      const text = `${type} a\n${NEXT}a/Point\nfloat64 x`
      for (const kind of ['0001', '0009', '0000', ''])
        for (const bytes of [length, `00000000 ${length}`, `00000000 00000000 ${length} 00`]) {
          const read = readerOf(kind === '' ? 'ros1msg' : 'ros2msg', text)
          const data = Buffer.concat([hex(kind === '' ? '' : `${kind}0000`), hex(bytes)])
          const before = process.memoryUsage().rss
          try {
            read?.(data)
          } catch (error) {
            expect(error).toBeInstanceOf(Error)
          }
          expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
        }
    }
  )

  it('is refused where it is a list of parameters', () => {
    expect(() => readerOf('ros2msg', 'uint32 a')?.(hex('000b0000 00000000 00000000 00000000'))).toThrow(RangeError)
  })

  it('is read or refused, whatever its bytes are', () => {
    const texts = { ros1msg: OBJECTS.replace('builtin_interfaces/Time', 'time').replace('<=4', ''), ros2msg: OBJECTS }
    fc.assert(
      fc.property(
        fc.constantFrom('ros1msg' as const, 'ros2msg' as const),
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, value]) => {
            const bytes = Buffer.from(whole)
            bytes[at] = value
            return bytes
          })
        ),
        (encoding, bytes) => {
          const read = readerOf(encoding, texts[encoding])
          try {
            expect(read?.(bytes)).toHaveProperty('seen')
          } catch (error) {
            expect(error).toBeInstanceOf(Error)
          }
        }
      ),
      { numRuns: 500 }
    )
  })
})

describe('a definition that would harm', () => {
  it.each<{ name: string; encoding: Encoding; text: string }>([
    {
      name: 'is code by its name',
      encoding: 'ros1msg',
      text: `Header header${NEXT}std_msgs/Header=0;globalThis.harmed=true;Record.a\nuint32 seq${NEXT}std_msgs/Header\nuint32 seq`
    },
    {
      name: 'is of messages that hold two more each',
      encoding: 'ros1msg',
      text: Array.from({ length: 40 }, (_, i) => `M${i + 1} a\nM${i + 1} b\n${NEXT}a/M${i + 1}`).join('\n')
    },
    { name: 'holds itself', encoding: 'ros2msg', text: `Node root\n${NEXT}a/Node\nuint8 id\nNode[] children` },
    { name: 'is an array of nothing', encoding: 'ros1msg', text: `Empty[] all\n${NEXT}a/Empty\n` },
    { name: 'is long', encoding: 'ros2msg', text: `uint8 a # ${'a'.repeat(200_000)}` },
    { name: 'is long IDL', encoding: 'ros2idl', text: `struct A { uint8 a; }; // ${'a'.repeat(200_000)}` },
    {
      name: 'is of types named after types',
      encoding: 'ros2idl',
      text: `typedef octet T0[1000];${Array.from({ length: 18 }, (_, i) => `typedef T${i} T${i + 1}[1000];`).join('')}struct S { T18 x; };`
    },
    { name: 'is no definition', encoding: 'ros2idl', text: '{' }
  ])('$name', ({ encoding, text }) => {
    expect(readerOf(encoding, text)).toBeNull()
    expect(globalThis).not.toHaveProperty('harmed')
  })

  it('takes no time over a name that ROS 2 does not allow', () => {
    const name = `${'a'.repeat(60)}_`
    expect(readerOf('ros2msg', `float32 ${name}`)?.(hex('00010000 0000003f'))).toEqual({ [name]: 0.5 })
  })
})

import { describe, expect, it } from 'vitest'
import { packetHeader, readPackets, streamHeader } from '../../../src/main/decode/matroska.ts'

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function packetsOf(bytes: Uint8Array, size: number): Promise<[number, number[]][]> {
  const packets: [number, number[]][] = []
  for await (const { track, data } of readPackets(inChunks(bytes, size))) packets.push([track, [...data]])
  return packets
}

/** By hand from RFC 9559: a segment of unknown size, one cluster with a time, a simple block, a group with a block. */
const BY_HAND = Uint8Array.from([
  ...[0x1a, 0x45, 0xdf, 0xa3, 0x84, 1, 2, 3, 4],
  ...[0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  ...[0xec, 0x40, 0x03, 9, 9, 9],
  ...[0x1f, 0x43, 0xb6, 0x75, 0x98, 0xe7, 0x81, 7],
  ...[0xa3, 0x87, 0x81, 0, 0, 0x80, 10, 20, 30],
  ...[0xa0, 0x8a, 0xa1, 0x85, 0x82, 0, 0, 0, 40, 0x9b, 0x81, 1]
])

describe('reading packets', () => {
  it.each([1, 2, 3, 7, 1000])('finds track and bytes of every block in chunks of %i bytes', async (size) => {
    expect(await packetsOf(BY_HAND, size)).toEqual([
      [0, [10, 20, 30]],
      [1, [40]]
    ])
  })

  it('ends with the last whole packet of a stream cut short', async () => {
    expect(await packetsOf(BY_HAND.subarray(0, BY_HAND.length - 5), 4)).toEqual([[0, [10, 20, 30]]])
  })
})

describe('writing packets', () => {
  it.each(['jpeg', 'png'] as const)('gives back what was put in (%s)', async (coding) => {
    const pictures = [[1], [2, 3], Array.from({ length: 70_000 }, (_, i) => i % 251)].map((data) =>
      Uint8Array.from(data)
    )
    const parts = pictures.flatMap((data, i) => [packetHeader(1000 * i, data.length), data])
    const packets = await packetsOf(Buffer.concat([streamHeader(coding, 320, 160), ...parts]), 4096)
    expect(packets).toEqual(pictures.map((data) => [0, [...data]]))
  })
})

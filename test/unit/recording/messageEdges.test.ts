import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fieldsOf, recordAt } from '../../../src/main/recording/formats/messages/rosbag1/bagRecord.ts'
import { readBagMetadata } from '../../../src/main/recording/formats/messages/rosbag2/bagMetadata.ts'
import { packedRows } from '../../../src/main/recording/pictures/rawPicture.ts'

it('takes the rows of a picture as its step says, and nothing beyond its data', () => {
  const picture = fc.record({
    width: fc.nat(12),
    height: fc.nat(12),
    step: fc.nat(50),
    data: fc.uint8Array({ maxLength: 500 })
  })
  fc.assert(
    fc.property(picture, ({ width, height, step, data }) => {
      const packed = packedRows({ coding: 'rgb24', width, height, step, data })
      const [row, stride] = [3 * width, step || 3 * width]
      const holds = width > 0 && height > 0 && stride >= row && stride * (height - 1) + row <= data.length
      expect(packed !== null).toBe(holds)
      if (!packed) return
      expect(packed).toHaveLength(row * height)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < row; x++) expect(packed[y * row + x]).toBe(data[y * stride + x])
    })
  )
})

it('reads a record of a bag, or throws a RangeError, whatever its bytes are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), (bytes, at) => {
      for (const read of [() => recordAt(Buffer.from(bytes), at), () => fieldsOf(Buffer.from(bytes))]) {
        try {
          read()
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }
    })
  )
})

it("names a bag's files without folders, and none that is not one", () => {
  expect(
    readBagMetadata(
      'rosbag2_bagfile_information:\n  relative_file_paths:\n    - bag/a_0.db3\n    - "../../b_1.db3"\n  x: 1\n'
    )
  ).toEqual({ files: ['a_0.db3', 'b_1.db3'], packedFiles: false })
  fc.assert(
    fc.property(fc.array(fc.string()), (items) => {
      const list = items.map((item) => `    - ${item}\n`).join('')
      const found = readBagMetadata(`rosbag2_bagfile_information:\n  relative_file_paths:\n${list}`)
      for (const name of found?.files ?? []) expect(name === '' || name === '..' || /[/\\]/.test(name)).toBe(false)
    })
  )
})

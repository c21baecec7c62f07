import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readColumns } from '../../../src/main/recording/table/csvColumns.ts'

const PLAIN = ['time', 'steering', 'speed', 'throttle', 'brake', 'yaw_rate', 'frame', 'note', 'rpm']

describe('the roles of columns', () => {
  it('hang on the names, not on their places', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(PLAIN), (header) => {
        const roles = new Map(readColumns(PLAIN).map(({ name, role }) => [name, role]))
        for (const { name, role, index } of readColumns(header)) {
          expect(role).toBe(roles.get(name))
          expect(header[index]).toBe(name)
        }
      })
    )
  })

  it('hang on the words of a name, not on their capitals and marks', () => {
    const ways: ((words: string[]) => string)[] = [
      (words) => words.join('_'),
      (words) => words.join(' '),
      (words) => words.join('-').toUpperCase(),
      ([first = '', ...rest]) => first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
    ]
    const names = ['steering angle deg', 'yaw rate', 'frame number', 'time ms', 'vehicle speed']
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.constantFrom(...ways), (name, way) => {
        const [plain] = readColumns([name])
        expect(readColumns([way(name.split(' '))])[0]).toMatchObject({ role: plain?.role, unit: plain?.unit })
      })
    )
  })

  it('are given once each, whatever the names are', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom(...PLAIN, 'steering_target', 'angle', 'timestamp', 't'))
    fc.assert(
      fc.property(fc.array(name, { maxLength: 12 }), (header) => {
        const roles = readColumns(header)
          .map(({ role }) => role)
          .filter((role) => role !== 'other')
        expect(new Set(roles).size).toBe(roles.length)
      })
    )
  })

  it('leave the steering to the column that a person chose', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLAIN), (chosen) => {
        const steering = readColumns(PLAIN, chosen).filter(({ role }) => role === 'steering')
        expect(steering.map(({ name }) => name)).toEqual([chosen])
      })
    )
  })
})

import { readColumns, type Column } from '../../table/csvColumns.ts'
import type { NumberField } from './numberTopics.ts'
import { BY_NAME, knownNumber } from './steeringMessages.ts'

/**
 * What the numbers of a log are: by the types of their messages where those are known, else by their names; the topic
 * counts where the field's own name says nothing. Of several that may be the steering one is, and of several of another
 * role the first has it.
 * @param steering the number that a person calls the steering, by its name
 */
export function fieldColumns(fields: readonly NumberField[], steering: string | undefined): Column[] {
  const own = readColumns(fields.map(({ path }) => path.split('.').slice(-2).join(' ')))
  const whole = readColumns(fields.map(({ name }) => name.replaceAll(/[./]/g, ' ')))
  const columns = fields.map(({ name, type, path }, index) => {
    const known = knownNumber(type, path)
    const named = own[index]?.role === 'other' ? whole[index] : own[index]
    const { role, unit, positive } = known ?? named ?? { role: 'other', unit: '', positive: null }
    return { index, name, unit, positive, rank: known?.rank ?? BY_NAME, role }
  })
  const candidates = columns.filter(({ role }) => role === 'steering').sort((a, b) => a.rank - b.rank)
  const chosen = steering ?? candidates[0]?.name
  const taken = new Set<string>()
  return columns.map(({ index, name, unit, positive, role }): Column => {
    if (name === chosen) return { index, name, unit, positive, role: 'steering' }
    const isFirst = !['steering', 'time', 'frame', 'other'].includes(role) && !taken.has(role)
    if (isFirst) taken.add(role)
    return { index, name, unit, positive, role: isFirst ? role : 'other' }
  })
}

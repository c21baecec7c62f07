import type { OutputNumber } from './outputExpression.ts'
import type { SteeringHead } from './steeringHead.ts'

/** What of a model's outputs is the steering, in words: 'angle[0]', 'the lateral offset after 2 s of the trajectory in outputs'. */
export function headInWords(head: SteeringHead): string {
  const { output, index, bins, of } = head
  if (bins) return `the expected value of the bins of ${output}, from ${bins.from} to ${bins.to}`
  if (!of) return `${output}[${index}]`
  const number = ({ index: at, output: other = output }: OutputNumber): string => `${other}[${at}]`
  switch (of.as) {
    case 'difference':
      return `${number(of.plus)} less ${number(of.minus)}`
    case 'sum':
      return of.terms.map((term) => `${term.weight} x ${number(term)}`).join(' + ')
    case 'point':
      return `point ${of.point} (from 0) of the trajectory in ${output}, from number ${of.first} on${bestInWords(of.best)}`
    case 'offset':
      return `the lateral offset after ${of.after} s of the trajectory in ${output}, ${of.times.length} points from number ${of.first} on${bestInWords(of.best)}`
    case 'wheel-angle':
      return `the wheels' angle, atan(${number(of.curvature)} x ${of.wheelbase} m)`
    case 'target':
      return `the direction to the target, atan2(x, (0.5 - y) / 2) with x = ${number(of.x)} and y = ${number(of.y)}`
  }
}

function bestInWords(best: { count: number } | undefined): string {
  return best ? `, the likeliest of ${best.count}` : ''
}

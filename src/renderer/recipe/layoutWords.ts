import { type InputForm, inputParts, type InputLayout } from '../../shared/inputLayout.ts'

/** A way of reading a model's input, as it is offered: '3 colour frames', 'the picture in ‘center’'. */
export function layoutLabel(form: InputForm, reading: InputLayout): string {
  if (reading.as === 'picture') {
    return reading.in === undefined ? 'one picture, then zeros' : `the picture in ‘${reading.in}’`
  }
  if (reading.as === 'yuv-frames') {
    return reading.in === undefined ? 'frames as YUV planes (openpilot)' : `YUV planes, maps of ‘${reading.in}’`
  }
  const frames = inputParts(form, reading)?.length ?? 0
  return `${frames} ${reading.as === 'colour-frames' ? 'colour' : 'grey'} frames`
}

/** What the choice is about: 'Its 9 channels are'. */
export function layoutQuestion(form: InputForm): string {
  if (form.kind === 'channels') return `Its ${form.shape[2]} channels are`
  return form.kind === 'inputs' ? `Its ${form.inputs.length} inputs get` : 'Its input is'
}

/** True for two that differ in no more than what can be set of one way. */
export function isSameWay(a: InputLayout, b: InputLayout): boolean {
  const inputOf = (way: InputLayout): string | undefined => ('in' in way ? way.in : undefined)
  return a.as === b.as && inputOf(a) === inputOf(b)
}

import type { OperatorCall } from './call.ts'

/** Says that a model was exported as it trains, while here it steers: nothing is dropped, and statistics are those of training. */
export function warnOfTraining(call: OperatorCall): void {
  call.warn(
    'training-mode',
    `'${call.scope.source}' was exported in training mode; here it drops nothing out and normalises with the statistics of its training, as model.eval() does. Export it again after model.eval() to be sure.`
  )
}

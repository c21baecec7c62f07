import { standingInWords } from '../../src/shared/methodTrust.ts'
import type { ModelName } from '../../sample/modelPlans.ts'
import type { Deletion } from './deletions.ts'
import type { Evaluation } from './evaluate.ts'
import type { Rows } from './writtenTables.ts'

/** Methods beside each other on a pair: how they tell its models apart, and what deleting by their maps says of them. */
export function methodRows({ methods, frames }: Evaluation, deletions: readonly Deletion[]): Rows {
  const standing = (method: string, model: ModelName): string => {
    const trust = deletions.find((of) => of.method === method && of.model === model)?.trust
    return trust ? standingInWords(trust) : 'nothing changed'
  }
  return [
    [
      'method',
      `honest frames of lift below 1, of ${frames.toLocaleString('en')}`,
      'told apart by share in lane (AUC, frames with a board)',
      'deletion test: honest model',
      'cheating model'
    ],
    ...methods.map(({ method, label, belowOne, separation }) => [
      label,
      `${belowOne.honest}`,
      separation.toFixed(3),
      standing(method, 'honest'),
      standing(method, 'cheater')
    ])
  ]
}

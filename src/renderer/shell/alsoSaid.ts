import type { OpenWith } from '../../shared/recording.ts'

/** What a person says of a recording or a model, beside where it lies. */
export interface AlsoSaid {
  /** The path of a table of signals that lies elsewhere than the drive. */
  signals?: string
  /** Which of several recordings at its path. */
  openWith?: OpenWith
  /** What Lambda layers of the model compute, by their names: expressions of Python in x. */
  lambdas?: Readonly<Record<string, string>>
}

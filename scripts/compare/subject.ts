/** What both checkouts are asked. */
export type Subject = RunSubject | AskedSubject

/** A drive under a model by a method on an engine. */
export interface RunSubject extends Common {
  kind: 'run'
  /** The recording, and the words of the command behind it. */
  recording: readonly string[]
  model: string
  method: string
  engine: 'ort' | 'tf-native' | 'tf-wasm'
  /** More words of `analyze`. */
  words?: readonly string[]
  exports: readonly ('csv' | 'npy' | 'html' | 'lanes')[]
}

/** Commands of which the exit status and all that they print is compared, one after the other. */
export interface AskedSubject extends Common {
  kind: 'asked'
  commands: readonly (readonly string[])[]
  /** Whether each is to work or to be refused; other answers show nothing of what the subject is for. */
  expected: 'works' | 'refused'
}

interface Common {
  /** Such as 'sample/honest/gradient@ort'. */
  name: string
  /** About how many seconds it takes on two cores: for the time that is left. */
  seconds: number
  /** Makes its input; called before it is asked, and more than once where subjects share an input. */
  prepare?: () => Promise<void>
}

/** All that is exported of a run. */
export const everything = ['csv', 'npy', 'html', 'lanes'] as const

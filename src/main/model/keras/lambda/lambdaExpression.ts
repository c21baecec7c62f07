import { MarshalError, type PythonValue } from './lambdaMarshal.ts'

export type Operator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@'

/** What a small Python function returns, as an expression in its arguments. One object stands for one value. */
export type Expression =
  | { kind: 'argument'; name: string }
  | { kind: 'number'; value: number; whole: boolean }
  | { kind: 'text'; value: string }
  | { kind: 'none' | 'ellipsis' }
  /** A list or a tuple. */
  | { kind: 'list'; items: readonly Expression[] }
  | { kind: 'slice'; start: Expression; stop: Expression; step: Expression }
  /** A value from outside of the function, by its name. */
  | { kind: 'global'; name: string }
  | { kind: 'module'; name: string }
  | { kind: 'attribute'; of: Expression; name: string }
  | { kind: 'call'; of: Expression; args: readonly Expression[]; keywords: Readonly<Record<string, Expression>> }
  | { kind: 'subscript'; of: Expression; at: Expression }
  /** One of the values that a value is taken apart into. */
  | { kind: 'item'; of: Expression; index: number; count: number }
  | { kind: 'negative'; of: Expression }
  /** `classic`: Python 2's quotient, which floors where both sides are whole numbers. */
  | { kind: 'binary'; operator: Operator; classic: boolean; left: Expression; right: Expression }

/** Python 2 looks True and False up by name. */
export function globalValue(name: string): Expression {
  if (name === 'True' || name === 'False') return { kind: 'number', value: name === 'True' ? 1 : 0, whole: true }
  return { kind: 'global', name }
}

/** A constant of a function as an expression. */
export function constantExpression(value: PythonValue): Expression {
  switch (value.type) {
    case 'none':
    case 'ellipsis':
      return { kind: value.type }
    case 'bool':
      return { kind: 'number', value: value.value ? 1 : 0, whole: true }
    case 'int':
    case 'float':
      return { kind: 'number', value: value.value, whole: value.type === 'int' }
    case 'text':
      return { kind: 'text', value: value.value }
    case 'bytes':
      return { kind: 'text', value: Buffer.from(value.value).toString('latin1') }
    case 'tuple':
      return { kind: 'list', items: value.items.map(constantExpression) }
    case 'code':
      throw new MarshalError('it defines a function of its own')
  }
}

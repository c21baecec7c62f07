import { expect, test } from 'vitest'
import type { Vertices } from '../../../../src/renderer/lanes/polygon.ts'
import { adjust, beginHistory, redo, step, undo } from '../../../../src/renderer/lanes/vertexHistory.ts'

const state = (x: number): Vertices => [[x, 0]]

test('steps are undone and redone in order, and a drag is one step', () => {
  let history = beginHistory(state(0))
  history = step(history, state(1))
  history = step(history, state(2))
  history = adjust(history, state(3))
  expect(history.now).toEqual(state(3))
  expect(undo(history).now).toEqual(state(1))
  expect(undo(undo(history)).now).toEqual(state(0))
  expect(redo(undo(history)).now).toEqual(state(3))
  expect(redo(redo(undo(undo(history)))).now).toEqual(state(3))
})

test('at the ends nothing happens, and a new step forgets what could be redone', () => {
  const begun = beginHistory(state(0))
  expect(undo(begun)).toBe(begun)
  expect(redo(begun)).toBe(begun)
  const again = step(undo(step(begun, state(1))), state(5))
  expect(redo(again)).toBe(again)
  expect(undo(again).now).toEqual(state(0))
})

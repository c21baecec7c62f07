import type { Order } from './order.ts'
import { createWorld } from '../world/world.ts'
import { createStage } from './stage.ts'

const stage = createStage()

/** Carries out an order; pictures come as RGB bytes, one after the other. */
function carryOut(order: Order): Uint8Array<ArrayBuffer> {
  if ('show' in order) {
    stage.show(createWorld(order.show))
    return new Uint8Array()
  }
  const { take: views, sheet } = order
  const size = sheet.width * sheet.height * 3
  const bytes = new Uint8Array(size * views.length)
  for (const [i, view] of views.entries()) bytes.set(stage.take(view, sheet), i * size)
  return bytes
}

for (;;) {
  const order = (await (await fetch('/order')).json()) as Order
  try {
    await fetch('/done', { method: 'POST', body: carryOut(order) })
  } catch (error) {
    await fetch('/failed', { method: 'POST', body: String(error) })
  }
}

import { Hono } from 'hono'
import { ChangeTags, Reviewer } from '../../shared/api.ts'
import { reviewerOf, setReviewer } from '../review/personalSteps.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'

/** Who reviews here, and the tags they give. */
export function reviewerRoutes({ store }: Pick<Services, 'store'>) {
  const { library } = store
  const reviewer = (): Reviewer => ({ name: reviewerOf(library) })
  return new Hono()
    .get('/', (c) => c.json(reviewer()))
    .put('/', body(Reviewer), (c) => {
      setReviewer(library, c.req.valid('json'))
      return c.json(reviewer())
    })
    .get('/tags', (c) => c.json(library.tags.list()))
    .put('/tags', body(ChangeTags), (c) => {
      library.tags.set(c.req.valid('json').tags)
      return c.json(library.tags.list())
    })
}

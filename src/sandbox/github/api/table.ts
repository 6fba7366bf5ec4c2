import type { Route } from '../http/route.ts'
import { appRoutes } from './apps.ts'
import { contentRoutes } from './contents.ts'
import { pullRoutes } from './pulls.ts'
import { refRoutes } from './refs.ts'
import { repositoryRoutes } from './repositories.ts'
import { userRoutes } from './users.ts'

/** Everything the sandbox's GitHub answers; all else is 501. */
export const routes: readonly Route[] = [
  ...appRoutes,
  ...userRoutes,
  ...repositoryRoutes,
  ...contentRoutes,
  ...refRoutes,
  ...pullRoutes,
]

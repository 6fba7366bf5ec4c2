import { graphqlRoutes } from '../graphql/answer.ts'
import type { Route } from '../http/route.ts'
import { appRoutes } from './apps.ts'
import { contentRoutes } from './contents.ts'
import { pullRoutes } from './pulls.ts'
import { refRoutes } from './refs.ts'
import { repositoryRoutes } from './repositories.ts'
import { userRoutes } from './users.ts'

import { artifactRoutes } from './artifacts.ts'
import { branchRoutes } from './branches.ts'
import { checkRoutes } from './checks.ts'
import { collaboratorRoutes } from './collaborators.ts'
import { commentRoutes } from './comments.ts'
import { commitRoutes } from './commits.ts'
import { deliveryRoutes } from './deliveries.ts'
import { gitDataRoutes } from './git-data.ts'
import { issueRoutes } from './issues.ts'
import { labelRoutes } from './labels.ts'
import { limitRoutes } from './limits.ts'
import { mergingRoutes } from './merging.ts'
import { reactionRoutes } from './reactions.ts'
import { reviewerRoutes } from './reviewers.ts'
import { reviewCommentRoutes } from './review-comments.ts'
import { reviewRoutes } from './reviews.ts'
import { runRoutes } from './runs.ts'
import { statusRoutes } from './statuses.ts'
import { teamRoutes } from './teams.ts'
import { variableRoutes } from './variables.ts'
import { workflowRoutes } from './workflows.ts'

/** Everything the sandbox's GitHub answers; all else is 501. */
export const routes: readonly Route[] = [
  ...appRoutes,
  ...userRoutes,
  ...repositoryRoutes,
  ...contentRoutes,
  ...refRoutes,
  ...gitDataRoutes,
  ...commitRoutes,
  ...branchRoutes,
  ...pullRoutes,
  ...mergingRoutes,
  ...reviewRoutes,
  ...reviewCommentRoutes,
  ...reviewerRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...commentRoutes,
  ...reactionRoutes,
  ...checkRoutes,
  ...statusRoutes,
  ...teamRoutes,
  ...collaboratorRoutes,
  ...workflowRoutes,
  ...runRoutes,
  ...artifactRoutes,
  ...variableRoutes,
  ...deliveryRoutes,
  ...limitRoutes,
  ...graphqlRoutes,
]

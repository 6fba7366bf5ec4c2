import type { Repository } from '../memory/repository.ts'

/** Issues and pull requests share one sequence. */
export const nextNumber = (repository: Repository) => Math.max(0, ...repository.issues.keys()) + 1

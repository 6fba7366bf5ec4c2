import { benchTenants, estimateAll } from './estimate-all.ts'

/** So that each measurement starts cold; see `cost.ts`. */
process.stdout.write(JSON.stringify(estimateAll(benchTenants(Number(process.argv[2])))))

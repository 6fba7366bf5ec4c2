export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.landlord/'],
  // Two cores: the suite shares them with PostgreSQL and Terraform.
  maxWorkers: 2,
  testTimeout: 20_000,
}

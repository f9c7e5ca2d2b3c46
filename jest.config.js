/** Tests mirror the source tree under test/. The CDK app bundles nothing in tests (context aws:cdk:bundling-stacks). */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/support/run-folder-setup.ts',
  globalTeardown: '<rootDir>/test/support/run-folder-teardown.ts',
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  testTimeout: 60_000,
  // Half of the time is spent waiting for child processes: one worker less than processors would leave one idle on a small machine.
  maxWorkers: '100%',
  // Each test that loads the CDK leaves some of it behind: beyond this a new worker is faster than collecting the old one's garbage.
  workerIdleMemoryLimit: '1GB',
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.tapewatch'],
};

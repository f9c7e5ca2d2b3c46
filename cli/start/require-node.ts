/**
 * Imported before anything else: on a Node.js that is too old the imports that follow would fail with a message about a missing
 * module instead of the reason. The floor is the first release with `node:sqlite` and no flag.
 */
const FLOOR = [22, 13] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < FLOOR[0] || (major === FLOOR[0] && minor < FLOOR[1])) {
  process.stderr.write([
    `start: Node.js ${process.versions.node} is too old: npm start needs ${FLOOR.join('.')} or later.`,
    'On Linux (x64, arm64) `npm ci` brings Node 24 along for npm scripts: run it without --omit=optional, then `npm start`.',
    'Elsewhere install Node 24 from https://nodejs.org and try again.',
    '',
  ].join('\n'));
  process.exit(1);
}

export {};

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openRecording } from '../../adapters/recording/open-recording';
import { parseArguments, recordingPath } from '../../cli/replay/arguments';
import { sha256Of } from '../../cli/replay/compare/opportunity-lines';
import { RecordingPlay } from '../../cli/replay/recording/recording-play';
import { replayRecording } from '../../cli/replay/recording/replay-recording';
import { ReplayedSession } from '../../cli/replay/recording/replayed-session';
import { setupOf } from '../../cli/replay/recording/setup';
import { showEvidence } from '../../cli/replay/recording/show-evidence';
import { NO_CHANGE } from '../../cli/replay/settings-change';
import { UsageError } from '../../cli/usage';
import type { Opportunity } from '../../core/contracts/opportunity';
import { BUSY_MARKET, recordMarket, type RecordedMarket } from '../support/recorded-market';

// The version is that of the sources on disk; here it must not change while somebody edits them.
jest.mock('../../lib/code-version', () => ({ codeVersion: () => '0.1.0+0123456789ab' }));

let base = '';
let recorded: RecordedMarket;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'replay-recording-'));
  recorded = await recordMarket({ directory: base, ...BUSY_MARKET });
}, 120_000);
afterAll(() => { rmSync(base, { recursive: true, force: true }); });

interface Finished { readonly code: number; readonly text: string; readonly stderr: string }

/** Runs the command in this process. */
const replay = async (...argv: string[]): Promise<Finished> => {
  const out: string[] = [];
  const errors: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => { out.push(line); });
  const error = jest.spyOn(console, 'error').mockImplementation((line: string) => { errors.push(line); });
  try {
    const options = parseArguments(argv);
    if (options === 'help') throw new Error('expected arguments, got help');
    const path = recordingPath(options);
    const code = options.id === undefined ? await replayRecording(path, options) : await showEvidence(path, options.id, options.json);
    return { code, text: out.join('\n'), stderr: errors.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
};

/** A copy that a test may damage. */
const copyOf = (name: string): string => {
  const folder = join(base, 'copies', name);
  mkdirSync(folder, { recursive: true });
  cpSync(recorded.folder, folder, { recursive: true });
  return folder;
};

const segmentsIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.tape')).sort();
const liveText = (): string => readFileSync(join(recorded.folder, 'opportunities.jsonl'), 'utf8');
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe('npm run replay of a recording', () => {
  test('live, replay and replay again write the same bytes, and every stored state is arrived at', async () => {
    const files = [join(base, 'first.jsonl'), join(base, 'second.jsonl')];
    const [first, second] = [await replay(recorded.folder, '--out', files[0]!), await replay(recorded.folder, '--out', files[1]!)];
    const hashes = [liveText(), ...files.map((file) => readFileSync(file, 'utf8'))].map(sha256Of);
    expect(recorded.opportunities.length).toBeGreaterThan(10);
    expect(new Set(hashes).size).toBe(1);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(first.text).toContain(`Against the live run: same ${recorded.opportunities.length} opportunities, sha256 ${hashes[0]}`);
    expect(first.text).toMatch(/Checkpoints: state equal at (\d+) of \1\n/);
    expect(first.text).toMatch(/Elapsed: .* x real time/);
  });

  test('the JSON report adds up and carries coverage, alerts and both hashes of settings', async () => {
    const report = JSON.parse((await replay(recorded.folder, '--json')).text) as {
      ledger: { accepted: number; rejected: number; alerts: number; outcomes: { horizonMinutes: number; n: number; blind: number }[] };
      checkpoints: { verified: number; total: number }; configHash: { recorded: string; here: string }; coverage: { total: { fraction: number } };
    };
    const total = recorded.opportunities.length;
    expect(report.ledger.accepted + report.ledger.rejected).toBe(total);
    expect(report.ledger.alerts).toBe(Math.min(20, report.ledger.accepted));
    for (const minutes of [1, 5, 15, 60]) {
      const rows = report.ledger.outcomes.filter(({ horizonMinutes }) => horizonMinutes === minutes);
      expect(rows.reduce((sum, { n, blind }) => sum + n + blind, 0)).toBe(total);
    }
    expect(report.checkpoints).toMatchObject({ verified: segmentsIn(recorded.folder).length + 1, total: segmentsIn(recorded.folder).length + 1 });
    expect(report.configHash.here).toBe(report.configHash.recorded);
    expect(report.coverage.total.fraction).toBeGreaterThan(0.99);
  });

  test('a ring that has lost its oldest segments replays the rest from the stored state, to the same bytes', async () => {
    const folder = copyOf('ring');
    for (const name of segmentsIn(folder).slice(0, 3)) rmSync(join(folder, name));
    const out = join(base, 'ring.jsonl');
    const { code, text } = await replay(folder, '--out', out);
    const written = readFileSync(out, 'utf8');
    expect(code).toBe(0);
    expect(linesOf(written).length).toBeGreaterThan(3);
    expect(liveText().endsWith(written)).toBe(true);
    expect(text).toMatch(/from a stored state: the beginning is not here/);
    expect(text).toMatch(/Checkpoints: state equal at (\d+) of \1\n/);
    expect(text).toMatch(/left out: \d+ opportunit(y|ies) there from records that were not replayed/);
  });

  test('one segment alone, and a session with a hole, go on from stored states', async () => {
    const folder = copyOf('hole');
    const [, , third = ''] = segmentsIn(folder);
    const alone = await replay(join(folder, third));
    expect(alone.text).toMatch(/Against the live run: same \d+ opportunities/);
    rmSync(join(folder, third));
    const { code, text } = await replay(folder);
    expect(code).toBe(0);
    expect(text).toMatch(/records .* are missing before 000003\.tape: went on from its state/);
    expect(text).toMatch(/Against the live run: same \d+ opportunities/);
  });

  test('one flipped byte is named by file, block and byte; what came before is reported, with exit code 1', async () => {
    const folder = copyOf('flipped');
    const path = join(folder, segmentsIn(folder)[2] ?? '');
    const bytes = readFileSync(path);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const { code, text, stderr } = await replay(folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/000002\.tape: block \d+ at byte \d+: .*damaged.*; the report covers what came before/);
    expect(text).toMatch(/DAMAGED: .*000002\.tape: block \d+ at byte \d+/);
  });

  test('an end that a crash cut off is no damage: what was found after it is left out of the comparison', async () => {
    const folder = copyOf('cut');
    const last = join(folder, segmentsIn(folder).at(-1) ?? '');
    truncateSync(last, Math.floor(readFileSync(last).length / 3));
    const { code, text } = await replay(folder);
    expect(code).toBe(0);
    expect(text).toMatch(/cut off by a crash: [\d,]+ bytes behind the last whole block/);
    expect(text).toMatch(/Against the live run: same \d+ opportunities/);
  });
});

describe('records that were lost while recording', () => {
  test('are told, and the session goes on from the state behind them, to the same bytes', async () => {
    const recording = await openRecording(recorded.folder);
    const session = new ReplayedSession(setupOf(recording.header, NO_CHANGE), () => recording.positionOf());
    const play = new RecordingPlay(recording, [session]);
    let segment = -1;
    const isLost = (): boolean => segment === 2;
    for await (const block of recording.blocks()) {
      block.visit({
        header: () => {
          segment += 1;
          play.header();
          if (segment === 3) play.lost({ records: 1, fromTimeMs: null, toTimeMs: null, cause: 'no space is left on the disk' });
        },
        state: (serialized, sha256) => { if (!isLost()) play.state(serialized, sha256); },
        frame: (...frame) => { if (!isLost()) play.frame(...frame); },
        event: (event) => { if (!isLost()) play.event(event); },
      });
    }
    const lostFrom = recording.segments[2]?.firstOrdinal ?? 0;
    const lostTo = recording.segments[3]?.firstOrdinal ?? 0;
    const kept = recorded.opportunities.filter(({ recording_position: position }) => {
      const ordinal = Number(position?.split('/')[1]);
      return ordinal < lostFrom || ordinal >= lostTo;
    });
    expect(session.opportunities.map(({ text }) => text)).toEqual(kept.map((one) => JSON.stringify(one)));
    expect(play.counts().lost).toEqual([expect.objectContaining({ cause: 'no space is left on the disk' })]);
    const { verified, total } = play.checkpoints.report();
    expect(verified).toBe(total);
  });
});

describe('the command itself', () => {
  const run = (...args: string[]): Promise<Finished> => new Promise((done) => {
    const root = resolve(__dirname, '../..');
    execFile(process.execPath, [resolve(root, 'node_modules/tsx/dist/cli.mjs'), ...args], { cwd: root, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), text: stdout, stderr });
    });
  });

  test('tells a segment by its first bytes, names other code alone where nothing else differs, and exits with 3', async () => {
    const path = join(base, 'renamed.bin');
    cpSync(join(recorded.folder, segmentsIn(recorded.folder)[3] ?? ''), path);
    const { code, text } = await run('cli/replay.ts', path, '--against', recorded.folder);
    expect(code).toBe(3);
    expect(text).toMatch(/code version: 0\.1\.0\+0123456789ab there, 0\.1\.0\+[0-9a-f]{12} here/);
    expect(text).toContain('nothing differs but what is named here');
    expect(text).not.toMatch(/first difference|and not there|and not here|setting /);
  });

  test('refuses a folder without a recording in one sentence with exit code 2, and a damaged one with 1', async () => {
    const empty = join(base, 'empty');
    mkdirSync(empty);
    const damaged = join(base, 'damaged.bin');
    const bytes = readFileSync(join(recorded.folder, segmentsIn(recorded.folder)[0] ?? ''));
    writeFileSync(damaged, Buffer.concat([bytes.subarray(0, 40), Buffer.from([bytes[40]! ^ 1]), bytes.subarray(41)]));
    const [nothing, broken] = await Promise.all([run('cli/replay.ts', empty), run('cli/why.ts', 'BTCUSDT', '--recording', damaged)]);
    expect([nothing.code, broken.code]).toEqual([2, 1]);
    expect(nothing.stderr).toMatch(/^replay: .*holds no recording/m);
    expect(`${nothing.stderr}${broken.stderr}`).not.toMatch(/\n\s+at /);
  });
});

describe('npm run replay --against', () => {
  test('the session itself is equal, with exit code 0', async () => {
    const { code, text } = await replay(recorded.folder, '--against', recorded.folder);
    expect(code).toBe(0);
    expect(text).toContain(`Against ${recorded.folder}: same`);
  });

  test('a changed threshold is named, as config hash, as setting and in the first field; exit code 3', async () => {
    const { code, text } = await replay(recorded.folder, '--set', 'volumeSpikeMultiple=2.05', '--against', recorded.folder);
    expect(code).toBe(3);
    expect(text).toMatch(/first difference: opportunity 1 \(opp-[\d-]+\): (confidence|conditions\[5\]\.threshold): .* there, .* here/);
    expect(text).toMatch(/config hash: [0-9a-f]{16} there, [0-9a-f]{16} here/);
    expect(text).toContain('conditions[5].threshold: 2 there, 2.05 here');
    expect(text).toContain('setting radar.volumeSpikeMultiple: 2 there, 2.05 here');
  });

  test('another code version is named and hides neither a changed field nor a missing opportunity', async () => {
    const [, second = '', third = '', ...rest] = linesOf(liveText());
    const changed = JSON.stringify({ ...(JSON.parse(third) as Opportunity), price: 1 });
    const path = join(base, 'other.jsonl');
    writeFileSync(path, [second, changed, ...rest].map((line) => `${line.replace(/"code_version":"[^"]*"/, '"code_version":"0.0.1+other"')}\n`).join(''));
    const { code, text } = await replay(recorded.folder, '--against', path);
    expect(code).toBe(3);
    expect(text).toMatch(/code version: 0\.0\.1\+other there, 0\.1\.0\+[0-9a-f]+ here/);
    expect(text).toMatch(/first difference: opportunity 3 \(opp-[\d-]+\): price: 1 there/);
    expect(text).toMatch(new RegExp(`here, and not there: 1\n +opportunity 1 \\(${recorded.opportunities[0]?.event_id}`));
  });
});

describe('npm run replay with other settings', () => {
  test('live and what if stand side by side, and say which symbols have no trades in the recording', async () => {
    const { code, text } = await replay(recorded.folder, '--preset', 'precise', '--set', 'activeSymbolsLimit=16', '--set', 'leaveRank=18');
    expect(code).toBe(0);
    expect(text).toMatch(/radar\.volumeSpikeMultiple: 2 live, 4 what if/);
    expect(text).toMatch(/opportunities per hour +\d+\.\d +\d+\.\d\n/);
    expect(text).toMatch(/precision, accepted, 1 min +.*(hits|no outcome|\[)/);
    expect(text).toMatch(/\d+ of \d+ symbols that it would have watched were not watched live .* has no trades of them then/);
    expect(text).toContain('Against the live run: same');
    expect(text).toMatch(/Checkpoints: state equal at (\d+) of \1\n/);
  });

  test('stricter outcomes change the precision and nothing else', async () => {
    const { text } = await replay(recorded.folder, '--set', 'outcomes.roundTripCostFraction=0.9', '--json');
    const { whatIf } = JSON.parse(text) as { whatIf: { live: { opportunities: object }; whatIf: { opportunities: object; outcomes: { hits: number }[] } } };
    expect(whatIf.whatIf.opportunities).toEqual(whatIf.live.opportunities);
    expect(whatIf.whatIf.outcomes.every(({ hits }) => hits === 0)).toBe(true);
  });

  test('a setting that shapes the stored state is refused where the beginning is gone', async () => {
    const folder = copyOf('shape');
    rmSync(join(folder, segmentsIn(folder)[0] ?? ''));
    await expect(replay(folder, '--set', 'bandWindow=30')).rejects.toThrow(/"bandWindow" shapes what a session remembers/);
    expect((await replay(folder, '--set', 'volumeSpikeMultiple=3')).text).toMatch(/watched live: their trades are in the recording/);
  });
});

describe('npm run replay --id', () => {
  test('D-1: each opportunity is rebuilt from its own segment, byte for byte, with its condition table', async () => {
    const chosen = recorded.opportunities.filter((_, index) => index % 6 === 0);
    for (const opportunity of chosen) {
      const { code, text } = await replay(recorded.folder, '--id', opportunity.event_id);
      expect(code).toBe(0);
      expect(text).toContain('Stored: equal byte for byte');
      expect(text).toContain(`Position: ${opportunity.recording_position}`);
      for (const { name } of opportunity.conditions) expect(text).toMatch(new RegExp(`^  ${name} .*(yes|no)$`, 'm'));
      expect(text).toMatch(/Finder: (accepted|rejected)/);
    }
  });

  test('without the file of the live run it is found by replaying', async () => {
    const folder = copyOf('bare');
    rmSync(join(folder, 'opportunities.jsonl'));
    const { code, text } = await replay(folder, '--id', recorded.opportunities.at(-1)?.event_id ?? '');
    expect(code).toBe(0);
    expect(text).toContain('Stored: no file of opportunities lies beside the recording');
  });

  test('a stored one that differs is said to, by its first field, with exit code 3', async () => {
    const folder = copyOf('forged');
    const [first] = recorded.opportunities;
    writeFileSync(join(folder, 'opportunities.jsonl'), liveText().replace(`"price":${first?.price}`, '"price":12345'));
    const { code, text } = await replay(folder, '--id', first?.event_id ?? '');
    expect(code).toBe(3);
    expect(text).toMatch(/Stored: DIFFERENT from .*: price: 12345 there/);
  });

  test('an id that is not there, or whose record the ring has dropped, is refused in one sentence', async () => {
    const folder = copyOf('gone');
    for (const name of segmentsIn(folder).slice(0, 4)) rmSync(join(folder, name));
    await expect(replay(recorded.folder, '--id', 'opp-20200101-000000-001')).rejects.toThrow(/this recording has no such opportunity/);
    await expect(replay(folder, '--id', recorded.opportunities[0]?.event_id ?? '')).rejects.toThrow(/which is not here any more: records \d+ to \d+ are/);
  });
});

describe('wrong input about a recording is one sentence', () => {
  test.each<[string, () => string[], RegExp]>([
    ['a folder without one', () => [base, '--json'], /holds 1 sessions, expected one: choose|holds no recording/],
    ['an output that would overwrite what the live run wrote', () => [recorded.folder, '--out', join(recorded.folder, 'opportunities.jsonl')], /the live run wrote that file/],
    ['an output that cannot be written', () => [recorded.folder, '--out', join(base, 'no', 'where.jsonl')], /--out is .*it cannot be written/],
    ['a comparison with nothing', () => [recorded.folder, '--against', join(base, 'nowhere.jsonl')], /cannot read .*nowhere\.jsonl: there is no such file/],
    ['a setting that cannot be', () => [recorded.folder, '--set', 'bandWindow=0'], /--set: .*window is 0/],
  ])('%s', async (_, argv, sentence) => {
    const refused = replay(...argv());
    await expect(refused).rejects.toThrow(sentence);
    await expect(refused).rejects.toThrow(UsageError);
  });
});

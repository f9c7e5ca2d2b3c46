import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RADAR_RANGES, RadarEnv } from '../../containers/scanner/env';
import { readConfig } from '../../containers/scanner/config';
import { RADAR_PRESETS } from '../../core/radar/settings';
import { readSettingsFile } from '../../lib/settings-file';
import { synthesize } from '../../lib/synthesize';

describe('the settings file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tapewatch-settings-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const fileWith = (text: string): string => {
    const path = join(folder, 'settings.json');
    writeFileSync(path, text);
    return path;
  };

  test('S1.35: thresholds by the source\'s names, preset and budget', () => {
    const settings = { preset: 'precise', alertsPerHour: 5, radar: { OB_IMBALANCE_THRESHOLD: 0.75, ACTIVE_SYMBOLS_LIMIT: 20 } };
    expect(readSettingsFile(fileWith(JSON.stringify(settings)))).toEqual(settings);
  });

  test.each([
    ['{"preset": "Precise"}', /settings\.json: preset is "Precise": .*"default"\|"more"\|"precise"/],
    ['{"radar": {"OB_IMBALANCE_THRESHOLD": 7}}', /radar\.OB_IMBALANCE_THRESHOLD is 7: .*<=1/],
    ['{"radar": {"BB_SQUEEZE": 0.9}}', /radar is \{"BB_SQUEEZE":0.9\}: Unrecognized key: "BB_SQUEEZE"/],
    ['{"smsReceipts": 1}', /smsReceipts is 1: .*expected boolean/],
    ['{"recordings": "yes"}', /recordings is "yes": .*expected boolean/],
    ['{"alertsPerHour": 0}', /alertsPerHour is 0: .*>=1/],
    ['{"whales": {"LARGE_ORDER_MULTIPLIER": 0.5}}', /whales\.LARGE_ORDER_MULTIPLIER is 0\.5: .*>=1/],
    ['{"whales": {"market": "futures"}}', /whales\.market is "futures": .*"spot"\|"usdm"/],
    ['{"whales": {"multiplier": 2}}', /whales is \{"multiplier":2\}: Unrecognized key: "multiplier"/],
    ['{"stream": {"tasks": 21}}', /stream\.tasks is 21: .*<=20/],
    ['{"stream": {"allowedOrigins": ["https://example.com/page"]}}', /stream\.allowedOrigins\.0 is "https:\/\/example\.com\/page": .*without a path/],
    ['{"stream": {"allowedOrigins": ["https://example.com:443"]}}', /stream\.allowedOrigins\.0 is "https:\/\/example\.com:443"/],
    ['{"stream": {"certificateArn": "x", "domainName": "stream.example.com"}}', /stream\.certificateArn is "x": expected the ARN/],
    ['{"stream": {"domainName": "stream.example.com"}}', /stream is \{"domainName":"stream\.example\.com"\}: expected certificateArn and domainName together/],
    ['{"preset": ', /settings\.json is not JSON: /],
    ['[]', /the whole file is \[\]: .*expected object/],
  ])('%s is refused with file, field, value and expectation', (text, message) => {
    expect(() => readSettingsFile(fileWith(text))).toThrow(message);
  });

  test('S2.37: the whales\' thresholds by the source\'s names, and how the stream faces its clients', () => {
    const settings = {
      whales: { market: 'usdm', TOP_COINS_LIMIT: 50, LARGE_ORDER_MULTIPLIER: 2, TOP10_MODE: 'inclusive' },
      stream: { certificateArn: 'arn:aws:acm:ap-northeast-2:123456789012:certificate/1a-2b', domainName: 'stream.example.com', tasks: 3, allowedOrigins: ['https://example.com'] },
    };
    expect(readSettingsFile(fileWith(JSON.stringify(settings)))).toEqual(settings);
  });

  test('a file that is named but not there is refused; the default one may be absent', () => {
    expect(() => readSettingsFile(join(folder, 'absent.json'))).toThrow(/absent\.json cannot be read \(ENOENT\)/);
    expect(readSettingsFile()).toEqual({});
  });

  test('what it says reaches the container and the function, in the template that is deployed', () => {
    const config = fileWith('{"preset": "more", "alertsPerHour": 7, "radar": {"BB_SQUEEZE_THRESHOLD": 0.85}}');
    const assembly = synthesize({ outdir: join(folder, 'out'), config, context: { 'aws:cdk:bundling-stacks': [] } });
    const text = JSON.stringify(assembly.stacks.map(({ template }) => template as unknown));
    expect(text).toContain('{"Name":"PRESET","Value":"more"}');
    expect(text).toContain('{"Name":"BB_SQUEEZE_THRESHOLD","Value":"0.85"}');
    expect(text).toContain('"ALERTS_PER_HOUR":"7"');
  });

  test('its ranges are those that the scanner and the budget accept', () => {
    const limits = (pick: 'min' | 'max') => Object.fromEntries((Object.keys(RadarEnv) as (keyof typeof RadarEnv)[]).map((key) => [RadarEnv[key], String(RADAR_RANGES[key][pick])]));
    expect(() => [readConfig(limits('min')), readConfig(limits('max'))]).not.toThrow();
    expect(() => readSettingsFile(fileWith('{"alertsPerHour": 1000}'))).not.toThrow();
    expect(() => readSettingsFile(fileWith('{"alertsPerHour": 1001}'))).toThrow();
    expect(RADAR_RANGES.widthLookbackBars.min).toBe(RADAR_PRESETS.default.widthWarmupBars);
  });
});

import { asList, asRecord, type Json } from './json';
import type { Origin, SchedulePlan } from './local-plan';
import { timingOf } from './schedule-expression';

/** `arn:…:function:name` or a bare name. */
export const functionNameOf = (reference: string): string => reference.split(':function:').at(-1) ?? reference;

export interface RuleProperties {
  readonly scheduleExpression: unknown;
  readonly state: unknown;
  /** With every intrinsic resolved. */
  readonly targets: unknown;
}

/** The text that the one target is handed, `<name>` standing for the event's time. */
const inputOf = (target: Json, fail: (what: string) => never): Pick<SchedulePlan, 'inputTemplate' | 'timeNames'> => {
  const transformer = asRecord(target['InputTransformer']);
  const { InputTemplate } = transformer;
  const paths = Object.entries(asRecord(transformer['InputPathsMap']));
  if (typeof InputTemplate !== 'string') return fail('a rule whose target has no InputTransformer is not supported by the local runner');
  const other = paths.find(([, path]) => path !== '$.time');
  if (other !== undefined) return fail(`the input path ${JSON.stringify(other[1])} is not supported by the local runner: expected $.time`);
  return { inputTemplate: InputTemplate, timeNames: paths.map(([name]) => name) };
};

/** One rule with one function as its target; `fail` is told what of it is not understood. */
export const scheduleOf = (origin: Origin, { scheduleExpression, state, targets }: RuleProperties, fail: (what: string) => never): SchedulePlan => {
  const timing = typeof scheduleExpression === 'string' ? timingOf(scheduleExpression) : undefined;
  if (timing === undefined) return fail(`the schedule ${JSON.stringify(scheduleExpression)} is not supported by the local runner: expected rate(…) or a daily cron(…)`);
  if (state !== 'ENABLED') return fail(`a rule in the state ${JSON.stringify(state)} is not supported by the local runner`);
  const [target, ...others] = asList(targets).map(asRecord);
  const arn = target?.['Arn'];
  if (target === undefined || others.length > 0 || typeof arn !== 'string' || !arn.includes(':function:')) return fail('a rule needs one function as its target');
  return { ...origin, functionName: functionNameOf(arn), timing, ...inputOf(target, fail) };
};

/** What the function is handed for the call of `atMs`, as EventBridge would fill the template: a text stands there in quotes. */
export const scheduledInput = ({ inputTemplate, timeNames }: Pick<SchedulePlan, 'inputTemplate' | 'timeNames'>, atMs: number): unknown => {
  const time = JSON.stringify(`${new Date(atMs).toISOString().slice(0, 19)}Z`);
  return JSON.parse(timeNames.reduce((text, name) => text.replaceAll(`<${name}>`, time), inputTemplate)) as unknown;
};

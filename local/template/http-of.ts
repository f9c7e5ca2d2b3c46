import { functionNameOf } from './schedule-of';
import type { Origin, RoutePlan } from './local-plan';

/** `ANY /api/{proxy+}`: every method, every path below the prefix. */
const ROUTE_KEY = /^ANY (\/(?:[a-z-]+\/)*)\{proxy\+\}$/;

export interface RouteProperties {
  readonly routeKey: unknown;
  /** `integrations/<id>`, resolved. */
  readonly target: unknown;
  /** The function's ARN by the integration's id. */
  readonly functionArnOf: (integrationId: string) => unknown;
}

/** One route of an HTTP API; `fail` is told what of it the local runner does not understand. */
export const routeOf = (origin: Origin, { routeKey, target, functionArnOf }: RouteProperties, fail: (what: string) => never): RoutePlan => {
  const [, pathPrefix] = (typeof routeKey === 'string' && ROUTE_KEY.exec(routeKey)) || [];
  if (pathPrefix === undefined) return fail(`the route ${JSON.stringify(routeKey)} is not supported by the local runner: expected ANY /<path>/{proxy+}`);
  const [, integrationId] = (typeof target === 'string' && /^integrations\/(.+)$/.exec(target)) || [];
  const arn = integrationId === undefined ? undefined : functionArnOf(integrationId);
  if (typeof arn !== 'string' || !arn.includes(':function:')) return fail(`the route's target ${JSON.stringify(target)} is no integration with a function`);
  return { ...origin, pathPrefix, functionName: functionNameOf(arn) };
};

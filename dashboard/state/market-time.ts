import type { PageState } from './page-state';

/** Epoch ms on the market's clock, which a simulated market runs faster than ours; undefined before the configuration is known. */
export const marketTimeMs = ({ config }: Pick<PageState, 'config'>, nowMs: number): number | undefined => {
  if (config.kind !== 'loaded') return undefined;
  const { anchor_ms: anchorMs, speed } = config.value;
  return anchorMs + (nowMs - anchorMs) * speed;
};

import type { PlantEffect } from '../../second';
import type { Scene } from './wall-scripts';
import type { WallStage } from './wall-stage';

/** Plays the scenes of one planted wall in order. */
export class WallStory {
  private scene = 0;

  constructor(readonly stage: WallStage, private readonly scenes: readonly Scene[]) {}

  get isOver(): boolean { return this.scene >= this.scenes.length; }

  /** One update: scenes that are over give way to the next ones at once. */
  act(nowMs: number): void {
    this.stage.nowMs = nowMs;
    while (this.scenes[this.scene]?.(this.stage) === true) this.scene += 1;
  }

  effect(second: number): PlantEffect { return this.stage.effect(second); }
}

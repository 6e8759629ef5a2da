import type { Step } from "./ladder";
import type { LineFigures } from "./lineMeter";

/** What one minute of a call was like; the hub counts minutes and quality from these. */
export interface QualityMinute {
  readonly minute: string;
  readonly ladder: Step;
  readonly upKbps: number;
  readonly downKbps: number;
  readonly rttMs: number;
  readonly lossPercent: number;
  readonly framesPerSecond: number;
}

interface Sum {
  minute: string;
  seconds: number;
  up: number;
  down: number;
  rtt: number;
  loss: number;
  frames: number;
  ladder: Step;
}

const sixtyAtMost = 60;

/** Gathers the seconds of a call into minutes. */
export class QualityBook {
  private now: Sum | null = null;
  private done: QualityMinute[] = [];

  add(timeMs: number, ladder: Step, lines: readonly LineFigures[]): void {
    const minute = new Date(Math.floor(timeMs / 60_000) * 60_000).toISOString();
    if (this.now !== null && this.now.minute !== minute) this.turn();
    this.now ??= { minute, seconds: 0, up: 0, down: 0, rtt: 0, loss: 0, frames: 0, ladder };
    const count = Math.max(lines.length, 1);
    const mean = (value: (line: LineFigures) => number) => lines.reduce((sum, line) => sum + value(line), 0) / count;
    this.now.seconds++;
    this.now.ladder = ladder;
    this.now.up += mean(line => line.sentKbps);
    this.now.down += mean(line => line.receivedKbps);
    this.now.rtt += mean(line => line.sample.rttMs ?? 0);
    this.now.loss += mean(line => line.sample.lossShare * 100);
    this.now.frames += mean(line => line.framesPerSecond);
  }

  /** The minutes that are over, and with `all` the one that is running; each is given once. */
  take(all: boolean): readonly QualityMinute[] {
    if (all) this.turn();
    return this.done.splice(0, sixtyAtMost);
  }

  /** Gives minutes back that could not be told. */
  giveBack(minutes: readonly QualityMinute[]): void {
    this.done = [...minutes, ...this.done].slice(-sixtyAtMost * 2);
  }

  private turn(): void {
    const sum = this.now;
    this.now = null;
    if (sum === null) return;
    const mean = (total: number, digits: number) => Number((total / sum.seconds).toFixed(digits));
    this.done.push({
      minute: sum.minute,
      ladder: sum.ladder,
      upKbps: mean(sum.up, 0),
      downKbps: mean(sum.down, 0),
      rttMs: mean(sum.rtt, 0),
      lossPercent: mean(sum.loss, 1),
      framesPerSecond: mean(sum.frames, 1),
    });
  }
}

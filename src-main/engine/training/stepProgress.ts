/** Where a training stands: the position and the sums over the current epoch that every checkpoint holds. */
import type { z } from 'zod';
import { measured, measuredValue } from '../../../src-shared/run/events.ts';
import type { positionSchema } from '../run/checkpoint.ts';

export interface StepSums {
  readonly loss: number;
  readonly correct: number;
  readonly images: number;
  readonly seconds: number;
  readonly dataWait: number;
}

const NOTHING: StepSums = { loss: 0, correct: 0, images: 0, seconds: 0, dataWait: 0 };

type Position = z.infer<typeof positionSchema>;

export class StepProgress {
  /** Weight steps done. */
  step = 0;
  /** Epoch and weight steps done in it. */
  epoch = 0;
  stepInEpoch = 0;
  /** Sums over the steps of this epoch. */
  sums: StepSums = NOTHING;

  stepDone(sums: StepSums): void {
    this.step++;
    this.stepInEpoch++;
    this.sums = {
      loss: this.sums.loss + sums.loss,
      correct: this.sums.correct + sums.correct,
      images: this.sums.images + sums.images,
      seconds: this.sums.seconds + sums.seconds,
      dataWait: this.sums.dataWait + sums.dataWait,
    };
  }

  nextEpoch(): void {
    this.epoch++;
    this.stepInEpoch = 0;
    this.sums = NOTHING;
  }

  position(): Position {
    const { step, epoch, stepInEpoch, sums } = this;
    return { step, epoch, stepInEpoch, running: { ...sums, loss: measured(sums.loss) } };
  }

  restore({ step, epoch, stepInEpoch, running }: Position): void {
    this.step = step;
    this.epoch = epoch;
    this.stepInEpoch = stepInEpoch;
    this.sums = { ...running, loss: measuredValue(running.loss) };
  }
}

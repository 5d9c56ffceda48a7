/** Turns what happens in an evaluation into run events. */
import type { EvalConfig } from '../../../src-shared/run/evalConfig.ts';
import { measured } from '../../../src-shared/run/events.ts';
import { dropPathAt, evaluationLearningRate } from '../../../src-shared/run/schedules.ts';
import { EventWriter, type Timing } from '../run/eventWriter.ts';
import { stamp } from '../run/stamp.ts';
import type { StepResult, StepSettings } from './compiledEvaluation.ts';
import type { EvaluationProgress } from './evaluationProgress.ts';
import type { TestScore } from './testScore.ts';

export class EvaluationRecorder extends EventWriter {
  readonly #config: EvalConfig;

  constructor(config: EvalConfig, append: EventWriter['append']) {
    super(append);
    this.#config = config;
  }

  step(
    { step, epoch }: EvaluationProgress,
    { learningRate }: StepSettings,
    { loss, gradNorm, accuracy, auxiliaryLoss }: StepResult,
    { seconds, dataWait }: Timing,
  ): void {
    this.refuseNotFinite(step, { loss, gradNorm });
    this.append({
      type: 'step',
      ...stamp(step),
      epoch,
      loss: measured(loss),
      accuracy: measured(accuracy),
      gradNorm: measured(gradNorm),
      ...(auxiliaryLoss === undefined ? {} : { auxiliaryLoss: measured(auxiliaryLoss) }),
      seconds,
      dataWait,
      learningRate,
    });
  }

  epoch(progress: EvaluationProgress, test: TestScore, validation: TestScore | undefined): void {
    const { step, epoch, sums, stepInEpoch } = progress;
    this.append({
      type: 'tested',
      ...stamp(step),
      epoch,
      trainLoss: measured(sums.loss / stepInEpoch),
      trainAccuracy: measured(sums.correct / sums.images),
      testLoss: measured(test.loss),
      testAccuracy: measured(test.accuracy),
      testTop5: measured(test.top5),
      testImages: test.images,
      ...(validation === undefined
        ? {}
        : {
            validationLoss: measured(validation.loss),
            validationAccuracy: measured(validation.accuracy),
          }),
      learningRate: evaluationLearningRate(this.#config, epoch),
      dropPath: dropPathAt(this.#config, epoch),
      imagesPerSecond: sums.images / sums.seconds,
      seconds: this.epochSeconds(),
      dataWait: sums.dataWait,
      maxRssMiB: process.resourceUsage().maxRSS / 1024,
    });
  }
}

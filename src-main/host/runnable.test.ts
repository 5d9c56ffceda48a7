import { expect, it } from 'vitest';
import { wayTo } from './runnable.ts';

it.each([
  ['cifar10', 'plateau dataset add cifar10`'],
  ['cifar100', 'plateau dataset add cifar100`'],
  ['imagenet', 'plateau dataset add imagenet --from <folder with train and val>'],
  ['mnist', 'plateau dataset add mnist --from <folder with the IDX files>'],
  ['fashion-mnist', '/usr/share/datasets/fashion-mnist'],
  ['birds-of-prey', 'plateau dataset add birds-of-prey --from <folder>'],
  ['tinny', 'Did you mean tiny?'],
])('%s comes to be there by what is possible', (name, way) => {
  expect(wayTo(name, ['tiny', 'cifar-small'])).toContain(way);
});

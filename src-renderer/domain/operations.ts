/** How each operation looks, everywhere and in every export: colour-blind safe after Okabe and Ito. */
import type { OperationName } from '../../src-shared/space/spaces.ts';

export interface OperationLook {
  readonly colour: string;
  /** SVG dash pattern; never colour alone. */
  readonly dash?: string;
  /** Where the full name has no room. */
  readonly short: string;
}

export const OPERATION_LOOKS = {
  none: { colour: '#8b93a1', dash: '5 4', short: 'none' },
  max_pool_3x3: { colour: '#e69f00', short: 'max' },
  avg_pool_3x3: { colour: '#c9a400', short: 'avg' },
  skip_connect: { colour: '#56b4e9', short: 'skip' },
  sep_conv_3x3: { colour: '#009e73', short: 'sep 3' },
  sep_conv_5x5: { colour: '#0072b2', short: 'sep 5' },
  dil_conv_3x3: { colour: '#cc79a7', short: 'dil 3' },
  dil_conv_5x5: { colour: '#d55e00', short: 'dil 5' },
  noise: { colour: '#5b6472', dash: '1 3', short: 'noise' },
  sep_conv_7x7: { colour: '#004e7a', short: 'sep 7' },
  conv_7x1_1x7: { colour: '#7a4b8f', short: '7×1' },
} as const satisfies Record<OperationName, OperationLook>;

/** The look of an operation. */
export function lookOf(operation: OperationName): OperationLook {
  return OPERATION_LOOKS[operation];
}

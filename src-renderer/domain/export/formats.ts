/** The forms in which a network leaves the workstation. */
import { EXPORT_FORMATS, type ExportFormat } from '../../../src-shared/run/exportReport.ts';

interface FormatLook {
  readonly title: string;
  readonly about: string;
}

export const FORMATS: Readonly<Record<ExportFormat, FormatLook>> = {
  pytorch: {
    title: 'PyTorch',
    about: 'one readable module file and its weights as safetensors; needs torch only',
  },
  onnx: { title: 'ONNX', about: 'for onnxruntime and other programs; images as [N, 3, H, W]' },
  savedmodel: { title: 'SavedModel', about: 'for TensorFlow; images as [N, H, W, 3]' },
  json: { title: 'JSON', about: 'genotype, network, results and weight shapes, for people and scripts' },
};

/** The formats with one taken in or left out, in their order. */
export function withFormat(
  formats: readonly ExportFormat[],
  format: ExportFormat,
  on: boolean,
): ExportFormat[] {
  return EXPORT_FORMATS.filter((known) => (known === format ? on : formats.includes(known)));
}

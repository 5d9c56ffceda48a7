import { expect, test } from 'vitest';
import { EXPORT_FORMATS } from '../../../src-shared/run/exportReport.ts';
import { bytesText } from '../../lib/format.ts';
import { FORMATS, withFormat } from './formats.ts';

test('formats stay in their order however they are chosen', () => {
  const without = withFormat(EXPORT_FORMATS, 'onnx', false);
  expect(without).toEqual(['pytorch', 'savedmodel', 'json']);
  expect(withFormat(without, 'onnx', true)).toEqual(EXPORT_FORMATS);
  expect(Object.keys(FORMATS)).toEqual([...EXPORT_FORMATS]);
});

test('sizes of files are written in the unit that fits', () => {
  expect([12, 2048, 3 * 2 ** 20].map(bytesText)).toEqual(['12 B', '2 KiB', '3.0 MiB']);
});

/** Colours of a stream: none where it is not a terminal or the user does not want them. */
import picocolors from 'picocolors';

export function palette(stream: NodeJS.WriteStream) {
  return picocolors.createColors(picocolors.isColorSupported && stream.isTTY);
}

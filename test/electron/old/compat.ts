/**
 * The twin of src-main/electron/compat.ts for Electron 9, which has neither `protocol.handle`, nor
 * `setWindowOpenHandler`, `setDevicePermissionHandler` and `senderFrame`. For the window test only; nothing that is shipped contains it.
 */
import { protocol, type IpcMainInvokeEvent, type WebContents } from 'electron';
import type * as current from '../../../src-main/electron/compat.ts';

type Compat = typeof current;

/** What Electron 9 has in these places. */
interface OldProtocol {
  registerBufferProtocol(
    scheme: string,
    handler: (
      request: { readonly method: string; readonly url: string },
      callback: (response: {
        statusCode: number;
        headers: Record<string, string>;
        data: Buffer;
        mimeType: string;
      }) => void,
    ) => void,
  ): void;
}
interface OldContents {
  on(event: 'new-window', listener: (event: { preventDefault(): void }, url: string) => void): void;
}

export const serveScheme: Compat['serveScheme'] = (scheme, answer) => {
  // The border to an Electron that the types at hand no longer describe.
  const old = protocol as unknown as OldProtocol;
  old.registerBufferProtocol(scheme, ({ method, url }, callback) => {
    void answer(method, url).then(({ status, headers, body }) => {
      const mimeType = headers['content-type']?.split(';')[0] ?? 'text/plain';
      callback({ statusCode: status, headers: { ...headers }, data: Buffer.from(body), mimeType });
    });
  });
};

export const refuseWindows: Compat['refuseWindows'] = (contents: WebContents, onLink) => {
  (contents as unknown as OldContents).on('new-window', (event, url) => {
    event.preventDefault();
    onLink(url);
  });
};

/** Electron 9 says which page sent a message, and numbers its frames: the top one is the first. */
export const senderOf: Compat['senderOf'] = ({ sender, frameId }: IpcMainInvokeEvent) => ({
  url: sender.getURL(),
  top: frameId === 1,
});

/** Electron 9 has no devices to give. */
export const refuseDevices: Compat['refuseDevices'] = () => undefined;

/**
 * The calls that only a current Electron has, in one place: everything else of the shell also runs on
 * the old one that the window test can get, which puts a twin of this file in its place.
 */
import { protocol, type IpcMainInvokeEvent, type Session, type WebContents } from 'electron';
import type { Sender } from './bridge.ts';
import type { Page } from './protocol.ts';

/** Answers every request for `scheme`. */
export function serveScheme(scheme: string, answer: (method: string, url: string) => Promise<Page>): void {
  protocol.handle(scheme, async ({ method, url }) => {
    const { status, headers, body } = await answer(method, url);
    return new Response(Buffer.from(body), { status, headers });
  });
}

/** No page opens a window; `onLink` hears which address it wanted. */
export function refuseWindows(contents: WebContents, onLink: (url: string) => void): void {
  contents.setWindowOpenHandler(({ url }) => {
    onLink(url);
    return { action: 'deny' };
  });
}

/** The frame that sent a message; undefined when it is gone. */
export function senderOf({ senderFrame }: IpcMainInvokeEvent): Sender | undefined {
  return senderFrame === null ? undefined : { url: senderFrame.url, top: senderFrame.parent === null };
}

/** No page gets at a USB, serial or HID device. */
export function refuseDevices(session: Session): void {
  session.setDevicePermissionHandler(() => false);
}

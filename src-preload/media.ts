import { contextBridge, ipcRenderer } from 'electron';
import { MEDIA_PORT_MESSAGE, mediaIpc, type MediaBridge } from './contract/media';

const bridge: MediaBridge = {
  onDesired(listener) {
    ipcRenderer.on(mediaIpc.desired, (_event, desired: unknown) => {
      listener(desired);
    });
  },
  onTestTone(listener) {
    ipcRenderer.on(mediaIpc.testTone, (_event, role: unknown) => {
      listener(role);
    });
  },
  onKeys(listener) {
    ipcRenderer.on(mediaIpc.keys, (_event, keys: unknown) => {
      listener(keys);
    });
  },
  onTestVoice(listener) {
    ipcRenderer.on(mediaIpc.testVoice, () => {
      listener();
    });
  },
  report(report) {
    ipcRenderer.send(mediaIpc.report, report);
  },
};

contextBridge.exposeInMainWorld('offhookMedia', bridge);

// The page checks that the message comes from its own window; one loaded from a file has no origin to name.
ipcRenderer.on(mediaIpc.port, (event) => {
  window.postMessage(MEDIA_PORT_MESSAGE, '*', event.ports);
});

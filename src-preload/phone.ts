import { contextBridge, ipcRenderer } from 'electron';
import { commandChannels, snapshotChannels, type PhoneBridge } from './contract/phone';
import { SUBSCRIBE } from './contract/subscribe';

const commands = new Set(commandChannels);
const snapshots = new Set(snapshotChannels);

const bridge: PhoneBridge = {
  invoke(channel, request) {
    if (!commands.has(channel)) return Promise.reject(new Error(`no such command: ${channel}`));
    return ipcRenderer.invoke(channel, request);
  },
  subscribe(channel, listener) {
    if (!snapshots.has(channel)) throw new Error(`no such snapshot: ${channel}`);
    const receive = (_event: unknown, value: unknown): void => {
      listener(value);
    };
    ipcRenderer.on(channel, receive);
    // Main answers with the present value on the same channel, so that no change can overtake it.
    ipcRenderer.send(SUBSCRIBE, channel);
    return () => {
      ipcRenderer.removeListener(channel, receive);
    };
  },
};

contextBridge.exposeInMainWorld('offhook', bridge);

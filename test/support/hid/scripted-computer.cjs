'use strict';

/**
 * A computer whose HID devices a test plugs, presses and looks at: what `OFFHOOK_HID` names. Only the devices
 * themselves are missing; everything from the report descriptor up is the product's. The test's hand in the main
 * process is `globalThis.scriptedHid`.
 */
const plugged = new Map();
const noticed = new Set();
const notice = () => noticed.forEach((tell) => tell());
const done = { ok: true, value: undefined };

function event(listeners) {
  return (listener) => {
    listeners.add(listener);
    return { dispose: () => listeners.delete(listener) };
  };
}

/** @implements {import('../../../src-main/hid/found').HidSystem} */
const system = {
  list: async () => [...plugged.values()].map(({ found }) => found),
  descriptor: async ({ path }) => ({ ok: true, value: plugged.get(path).descriptor }),
  usbParent: async ({ vendorId, productId }) => ({ vendorId, productId, port: '1-1', soundCards: [] }),
  open: async ({ path }) => {
    const device = plugged.get(path);
    if (!device.permitted) return { ok: false, error: { kind: 'not-permitted' } };
    return {
      ok: true,
      value: {
        reports: event(device.ears),
        lost: event(device.ends),
        write: async (report) => {
          device.written.push([...report]);
          return done;
        },
        dispose: () => undefined,
      },
    };
  },
};

globalThis.scriptedHid = {
  plug(path, { descriptor, product, permitted = true }) {
    const found = {
      path,
      vendorId: 0x1234,
      productId: 0x5678,
      manufacturer: 'Maker',
      product,
      serial: 'SECRET-SERIAL',
      interface: 3,
      topUsages: [{ page: 0x0b, usage: 5 }],
    };
    plugged.set(path, {
      found,
      descriptor: Uint8Array.from(descriptor),
      permitted,
      ears: new Set(),
      ends: new Set(),
      written: [],
    });
    notice();
  },
  unplug(path) {
    const { ends } = plugged.get(path);
    plugged.delete(path);
    ends.forEach((tell) => tell('could not read from HID device'));
    notice();
  },
  press(path, report) {
    plugged.get(path).ears.forEach((hear) => hear(Uint8Array.from(report)));
  },
  written: (path) => plugged.get(path).written,
};

exports.computer = {
  system,
  sources: [
    (tell) => {
      noticed.add(tell);
      return { dispose: () => noticed.delete(tell) };
    },
  ],
};

import { join } from 'node:path';
import type { ElectronApplication } from 'playwright';
import { eventually } from '../deadline';
import { FIXTURES } from './fixtures';

/** What the application is started with, so that a test's headsets are its computer's. */
export const SCRIPTED_HID = { OFFHOOK_HID: join(__dirname, 'scripted-computer.cjs') };

const PATH = '/dev/scripted0';
const DEADLINE_MS = 10_000;
const [HOOK, BUSY, MUTE, FLASH, REJECT] = [1, 2, 4, 8, 0x80];
const LIGHTS = [
  [1, 'off-hook'],
  [2, 'mute'],
  [4, 'ring'],
  [8, 'hold'],
] as const;

interface ScriptedHid {
  plug(path: string, device: { descriptor: number[]; product: string; permitted?: boolean }): void;
  unplug(path: string): void;
  press(path: string, report: number[]): void;
  written(path: string): number[][];
}

declare global {
  // Made by scripted-computer.cjs in the main process.
  var scriptedHid: ScriptedHid;
}

/** A headset with every light in one report, in a test's hand. */
export class ScriptedHeadset {
  #hook = 0;

  constructor(private readonly electron: ElectronApplication) {}

  async plug(permitted = true): Promise<void> {
    this.#hook = 0;
    const device = { descriptor: [...FIXTURES.allLedsInOneReport], product: 'Test Headset', permitted };
    await this.electron.evaluate((_, [path, what]) => globalThis.scriptedHid.plug(path, what), [
      PATH,
      device,
    ] as const);
  }

  async unplug(): Promise<void> {
    await this.electron.evaluate((_, path) => globalThis.scriptedHid.unplug(path), PATH);
  }

  /** The call button. */
  async hook(offHook: boolean): Promise<void> {
    this.#hook = offHook ? HOOK : 0;
    await this.#say(this.#hook);
  }

  async mute(): Promise<void> {
    await this.#press(MUTE);
  }
  async flash(): Promise<void> {
    await this.#press(FLASH);
  }
  async reject(): Promise<void> {
    await this.#press(REJECT);
  }

  /** Another program's call begins or ends. */
  async busy(busy: boolean): Promise<void> {
    await this.#say(busy ? BUSY : 0);
  }

  /** Waited for: "off-hook mute", or "dark". */
  async shows(wanted: string): Promise<void> {
    let shown = '';
    await eventually(DEADLINE_MS, `the headset to show "${wanted}"`, async () => {
      shown = await this.#lights();
      return shown === wanted ? true : undefined;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}; it shows "${shown}"`);
    });
  }

  async #lights(): Promise<string> {
    const written = await this.electron.evaluate((_, path) => globalThis.scriptedHid.written(path), PATH);
    const bits = written.at(-1)?.[1] ?? 0;
    const on = LIGHTS.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
    return on.length === 0 ? 'dark' : on.join(' ');
  }

  async #press(button: number): Promise<void> {
    await this.#say(this.#hook | button);
    await this.#say(this.#hook);
  }

  async #say(bits: number): Promise<void> {
    await this.electron.evaluate((_, [path, report]) => globalThis.scriptedHid.press(path, [...report]), [
      PATH,
      [1, bits, 0],
    ] as const);
  }
}

import { createContext } from 'svelte';
import { calls, type PartyView } from '../../src-preload/contract/calls';
import type { Command } from '../../src-preload/contract/command';
import { phoneContract, type PhoneBridge } from '../../src-preload/contract/phone';
import { textFor, type CommandFailure, type Text } from '../text/text';
import { askThrough, type Ask } from './ask';
import { DialField } from './dial-field.svelte';
import { Mirror } from './mirror.svelte';
import { OlderCalls } from './older-calls.svelte';
import { Toasts } from './toasts.svelte';

export type Tab = 'recents' | 'settings';
export type SettingsPage =
  | { readonly page: 'sections' }
  | { readonly page: 'add-line' }
  | { readonly page: 'edit-line'; readonly id: string };
export type SettingsSection = 'lines' | 'audio' | 'headset' | 'general' | 'about';

/** Everything the phone window knows: mirrors of what main pushed, and what the person has open. */
export class Phone {
  readonly ask: Ask;
  readonly lines;
  readonly presets;
  readonly keychain;
  readonly calls;
  readonly history;
  readonly settings;
  readonly app;
  readonly audio;
  readonly headsets;
  /** How often the tray's "Dial…" was chosen. */
  readonly focusDial;
  readonly field: DialField;
  readonly older: OlderCalls;
  readonly toasts = new Toasts();
  tab = $state<Tab>('recents');
  section = $state<SettingsSection>('lines');
  settingsPage = $state.raw<SettingsPage>({ page: 'sections' });
  helpOpen = $state(false);
  /** Whose keypad is open. */
  keypadOf = $state<string | null>(null);

  constructor(readonly bridge: PhoneBridge) {
    const { lines, calls, history, settings, audio, headsets } = phoneContract;
    this.ask = askThrough(bridge);
    this.lines = new Mirror(bridge, lines.changed);
    this.presets = new Mirror(bridge, lines.presets);
    this.keychain = new Mirror(bridge, lines.keychain);
    this.calls = new Mirror(bridge, calls.changed);
    this.history = new Mirror(bridge, history.changed);
    this.settings = new Mirror(bridge, settings.changed);
    this.app = new Mirror(bridge, settings.app);
    this.audio = new Mirror(bridge, audio.changed);
    this.headsets = new Mirror(bridge, headsets.changed);
    this.focusDial = new Mirror(bridge, settings.focusDial);
    this.field = new DialField(this.ask);
    this.older = new OlderCalls(this.ask);
  }

  get text(): Text {
    return textFor(this.app.now?.language ?? systemLanguage());
  }

  /** Asks, and tells the person when it did not work. Answers whether it did. */
  async order<Req, Res, F extends CommandFailure>(
    command: Command<Req, Res, F>,
    request: Req,
  ): Promise<boolean> {
    const reply = await this.ask(command, request);
    if (!reply.ok) this.complain(reply.error.kind);
    return reply.ok;
  }

  complain(failure: CommandFailure): void {
    const { what, todo } = this.text.failures[failure];
    this.toasts.show(`${what} ${todo}`.trim(), { tone: 'bad' });
  }

  /** Dials what was typed, or someone known; the field is emptied once the call exists. */
  async dial(typed: string, lineId: string | null = null): Promise<void> {
    if (!(await this.order(calls.dial, { typed, lineId }))) return;
    this.field.typed = '';
    this.field.padOpen = false;
  }

  /** Calls someone back on the line that was used, where it still exists. */
  async callBack(party: PartyView, lineId: string): Promise<void> {
    const known = this.lines.now?.some(
      (line) => line.id === lineId && line.registration.state === 'registered',
    );
    await this.dial(party.uri, known === true ? lineId : null);
  }

  openSettings(section: SettingsSection, page: SettingsPage = { page: 'sections' }): void {
    this.tab = 'settings';
    this.section = section;
    this.settingsPage = page;
  }
}

/** Until main has said which; the same rule main follows. */
export function systemLanguage(): 'de' | 'en' {
  return navigator.language.startsWith('de') ? 'de' : 'en';
}

export const [getPhone, setPhone] = createContext<Phone>();

import type { PhoneBridge } from '../../src-preload/contract/phone';
import { phoneContract } from '../../src-preload/contract/phone';
import { textFor, type Text } from '../text/text';
import { askThrough, type Ask } from './ask';
import { Mirror } from './mirror.svelte';
import { systemLanguage } from './phone.svelte';

/** What the small ringing window knows: who rings, and how to say it. */
export class RingingCard {
  readonly ask: Ask;
  readonly ring;
  readonly settings;
  readonly app;

  constructor(bridge: PhoneBridge) {
    this.ask = askThrough(bridge);
    this.ring = new Mirror(bridge, phoneContract.ring.changed);
    this.settings = new Mirror(bridge, phoneContract.settings.changed);
    this.app = new Mirror(bridge, phoneContract.settings.app);
  }

  get text(): Text {
    return textFor(this.app.now?.language ?? systemLanguage());
  }
}

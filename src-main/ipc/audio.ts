import type { Observed } from '../base/observable';
import { fail, ok } from '../base/result';
import type { Telephone } from '../phone/telephone';
import { audio, type AudioLevels, type AudioView } from '../../src-preload/contract/audio';
import type { ContractServer } from './serve';

/** The sound engine as windows see it. */
export interface AudioSource {
  readonly view: Observed<AudioView>;
  readonly levels: Observed<AudioLevels>;
  /** `false` while the media window is not there. */
  testTone(role: 'hear' | 'ring'): boolean;
  /** Records and plays back; `false` while the media window is not there. */
  testVoice(): boolean;
}

export function serveAudio(server: ContractServer, telephone: Telephone, source: AudioSource): void {
  server.publish(audio.changed, () => source.view.value, source.view.changed);
  server.publish(audio.levels, () => source.levels.value, source.levels.changed);
  server.command(audio.choose, ({ role, devices }) => telephone.chooseDevices(role, devices));
  server.command(audio.testTone, ({ role }) =>
    source.testTone(role) ? ok(undefined) : fail({ kind: 'unavailable' }),
  );
  server.command(audio.testVoice, () => (source.testVoice() ? ok(undefined) : fail({ kind: 'unavailable' })));
  server.command(audio.meter, ({ on }) => {
    telephone.setMeter(on);
    return ok(undefined);
  });
}

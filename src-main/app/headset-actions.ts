import type { HeadsetActions } from '../phone/headset/headset-control';
import type { Telephone } from '../phone/telephone';

interface Windows {
  readonly openDial: () => void;
  readonly openPhone: () => void;
}

/** What a headset's buttons do to the telephone and to the windows. */
export function headsetActions(telephone: Telephone, { openDial, openPhone }: Windows): HeadsetActions {
  return {
    calls: telephone.calls,
    command: (asked) => telephone.obey(asked),
    redial: () => {
      const last = telephone.settings.value.headsetRedials ? telephone.lastDialled() : null;
      if (last === null || !telephone.dial(last, null).ok) openDial();
    },
    // The box has no number of its own yet: the window shows what there is.
    voicemail: openPhone,
    showDial: openDial,
  };
}

/** Ringing, and the tones of the network, in English. */
export const enTones = {
  ringtone: 'Ring tone',
  ringtones: { classic: 'Classic', bell: 'Bell', chime: 'Chime', marimba: 'Marimba', soft: 'Soft' },
  ringtoneOf: (line: string) => `Ring tone of ${line}`,
  likeTheOthers: 'As above',
  ringRises: 'Begin softly and get louder',
  testRingtone: 'Play',
  toneRegion: 'Ringing and busy tones as in',
  regions: {
    system: 'Follow the language',
    DE: 'Germany',
    AT: 'Austria',
    CH: 'Switzerland',
    GB: 'United Kingdom',
    US: 'United States',
    CA: 'Canada',
    FR: 'France',
    IT: 'Italy',
    ES: 'Spain',
    NL: 'Netherlands',
  },
};

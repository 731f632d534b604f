import type { enTones } from './en-tones';

/** Ringing, and the tones of the network, in German. */
export const deTones: typeof enTones = {
  ringtone: 'Klingelton',
  ringtones: { classic: 'Klassisch', bell: 'Glocke', chime: 'Läuten', marimba: 'Marimba', soft: 'Sanft' },
  ringtoneOf: (line) => `Klingelton von ${line}`,
  likeTheOthers: 'Wie oben',
  ringRises: 'Leise beginnen und lauter werden',
  testRingtone: 'Abspielen',
  toneRegion: 'Frei- und Besetztton wie in',
  regions: {
    system: 'Nach der Sprache',
    DE: 'Deutschland',
    AT: 'Österreich',
    CH: 'Schweiz',
    GB: 'Großbritannien',
    US: 'USA',
    CA: 'Kanada',
    FR: 'Frankreich',
    IT: 'Italien',
    ES: 'Spanien',
    NL: 'Niederlande',
  },
};

/** Descriptors of our own, one for each way in which headsets are built; needed where no real ones are at hand. */
export const OWN_DEVICES = {
  /** Hook and Flash as states, Mute and reject as one-shots, four lights in one report of two bytes. */
  'own: all lights in one report':
    '050b 0905 a101 8501 0920 0921 1500 2501 7501 9502 8122 092f 9501 8106 0907 0509 0907 9501 8106' +
    '7504 9501 8103 0508 0917 0918 0909 0920 7501 9504 9122 750c 9501 9103 c0',
  /** One report per light, the id in the light's own byte; Mute before Hook. */
  'own: a report for each light':
    '050b 0905 a101 8502 092f 1500 2501 7501 9501 8106 0920 9501 8122 7506 9501 8103' +
    '0508 8509 0909 7501 9501 9122 7507 9501 9103 8517 0917 7501 9501 9122 7507 9501 9103' +
    '8518 0918 7501 9501 9122 7507 9501 9103 c0',
  'own: no report ids':
    '050b 0905 a101 0920 092f 1500 2501 7501 9502 8102 7506 9501 8103' +
    '0508 0917 0909 7501 9502 9102 7506 9501 9103 c0',
  /** Hook flagged Constant, as some devices have it, in a collection inside a consumer one. */
  'own: constant hook':
    '050b 0901 a101 8503 0920 1500 2501 7501 9501 8123 7507 9501 8103 0508 8504 0917 7501 9501 9122 7507 9501 9103 c0',
  'own: a hook and no light': '050b 0905 a101 8501 0920 1500 2501 7501 9501 8122 7507 9501 8103 c0',
  'own: an empty telephony collection': '050b 0905 a101 c0 050c 0901 a101 09e9 1500 2501 7501 9508 8102 c0',
  'own: a keyboard with a headset':
    '050b 0905 a101 8501 0920 1500 2501 7501 9501 8122 7507 9501 8103 0508 0917 7501 9501 9122 7507 9501 9103 c0' +
    '0501 0906 a101 8502 0507 19e0 29e7 1500 2501 7501 9508 8102 c0',
} as const;
